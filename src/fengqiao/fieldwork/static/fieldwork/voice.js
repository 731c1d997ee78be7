// A voice memo: pressed to speak, pressed again to stop, listened to, taken out.

const LONGEST_MS = 5 * 60_000;

/** Looks after the memo's parts in `section`; `changed(blob or null)` after each change. */
export function voiceField(section, changed) {
  const part = (name) => section.querySelector(`[data-${name}]`);
  const button = part("voice");
  const words = section.dataset;
  let recorder = null;
  let url = "";
  if (navigator.mediaDevices?.getUserMedia && window.MediaRecorder) button.hidden = false;

  function show(blob) {
    URL.revokeObjectURL(url);
    url = blob ? URL.createObjectURL(blob) : "";
    part("memo").hidden = !blob;
    if (blob) part("memo-play").src = url;
  }
  async function start() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      part("voice-words").textContent = words.wordsNomic;
      return;
    }
    const pieces = [];
    recorder = new MediaRecorder(stream, { audioBitsPerSecond: 24_000 });
    const stopper = setTimeout(() => recorder?.stop(), LONGEST_MS);
    recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
    recorder.addEventListener("stop", () => {
      clearTimeout(stopper);
      for (const track of stream.getTracks()) track.stop();
      const memo = new Blob(pieces, { type: recorder.mimeType });
      recorder = null;
      button.setAttribute("aria-pressed", "false");
      part("voice-words").textContent = words.wordsRecord;
      show(memo);
      changed(memo);
    });
    recorder.start();
    button.setAttribute("aria-pressed", "true");
    part("voice-words").textContent = words.wordsStop;
  }
  button.addEventListener("click", () => (recorder ? recorder.stop() : start()));
  part("memo-drop").addEventListener("click", () => {
    show(null);
    changed(null);
  });
  return { show };
}
