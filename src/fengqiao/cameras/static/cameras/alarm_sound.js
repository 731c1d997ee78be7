// The sound of an alarm, made here: two falling tones, repeated. A browser allows it after the first tap on the page.
let audio = null;

export const soundAllowed = () => audio?.state === "running";

export async function allowSound() {
  const Context = window.AudioContext ?? window.webkitAudioContext;
  if (!Context) return;
  audio ??= new Context();
  if (audio.state !== "running") await audio.resume().catch(() => {});
}

export function alarmSound(times = 4) {
  if (!soundAllowed()) return;
  const start = audio.currentTime + 0.02;
  for (let index = 0; index < times; index += 1) {
    for (const [offset, from, to] of [[0, 1250, 950], [0.32, 950, 650]]) {
      const at = start + index * 0.9 + offset;
      const tone = audio.createOscillator();
      const loudness = audio.createGain();
      tone.type = "triangle";
      tone.frequency.setValueAtTime(from, at);
      tone.frequency.exponentialRampToValueAtTime(to, at + 0.26);
      loudness.gain.setValueAtTime(0.0001, at);
      loudness.gain.exponentialRampToValueAtTime(0.5, at + 0.03);
      loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
      tone.connect(loudness).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.31);
    }
  }
}
