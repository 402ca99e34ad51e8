// Two soft notes, made here: no file to load.

const NOTES = [
  { hertz: 659.25, at: 0 },
  { hertz: 880, at: 0.14 },
];
const LOUDNESS = 0.07;
const LENGTH = 0.9; // seconds until a note has died away

const play = (audio, { hertz, at }) => {
  const start = audio.currentTime + at;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + LENGTH);
  return tone;
};

// Browsers let a page sound only once the user has touched it; before that there is nothing to do.
export const canChime = () => navigator.userActivation?.hasBeenActive ?? true;

export const chime = () => {
  if (!canChime() || !window.AudioContext) return;
  const audio = new AudioContext();
  const tones = NOTES.map((note) => play(audio, note));
  tones.at(-1).onended = () => audio.close();
};
