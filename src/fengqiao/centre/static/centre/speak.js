// Reads the notice on the page aloud with a voice of the telephone itself; without one it says so. Once more stops it.

const box = document.querySelector("[data-speaker]");
const none = box?.querySelector("[data-speak-none]");
const voices = globalThis.speechSynthesis;

function voiceFor(lang) {
  const wanted = lang === "zh-HK" ? /^(zh[-_]HK|yue)/i : /^(zh[-_](CN|Hans)|cmn)/i;
  return voices?.getVoices().find((one) => wanted.test(one.lang));
}

function mark(pressed) {
  for (const button of box.querySelectorAll("[data-lang]")) button.setAttribute("aria-pressed", String(button === pressed));
}

function speak(button) {
  const running = button.getAttribute("aria-pressed") === "true";
  voices?.cancel();
  mark(null);
  if (running) return;
  const voice = voiceFor(button.dataset.lang);
  none.hidden = Boolean(voice);
  if (!voice) return;
  const words = [...document.querySelectorAll("[data-speak]")].map((one) => one.innerText).join("\n");
  const said = new SpeechSynthesisUtterance(words);
  said.voice = voice;
  said.lang = voice.lang;
  said.rate = 0.9;
  said.addEventListener("end", () => mark(null));
  mark(button);
  voices.speak(said);
}

if (box) {
  box.hidden = false;
  for (const button of box.querySelectorAll("[data-lang]")) button.addEventListener("click", () => speak(button));
}
