// Transcribes sounds with the published package, for a comparison:
//
//	node original.mjs FOLDER SOUND…
//
// FOLDER holds node_modules; a SOUND is mono at 22,050 Hz as little-endian
// float32. For each, a line of JSON: the notes as [start, end, pitch] in
// seconds, and the processor's seconds. The package's own settings are used.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [folder, ...sounds] = process.argv.slice(2);
const modules = resolve(folder, 'node_modules');
const load = createRequire(join(modules, 'x.js'));
const print = console.log;
console.log = console.warn = () => {};
const tf = load('@tensorflow/tfjs');
const wasm = load('@tensorflow/tfjs-backend-wasm');
const { BasicPitch, noteFramesToTime, outputToNotesPoly } = load('@spotify/basic-pitch');
wasm.setWasmPaths(join(modules, '@tensorflow/tfjs-backend-wasm/dist/'));
await tf.setBackend('wasm');
await tf.ready();
const model = join(modules, '@spotify/basic-pitch/model');
const json = JSON.parse(readFileSync(join(model, 'model.json')));
const bytes = readFileSync(join(model, 'group1-shard1of1.bin'));
const net = await tf.loadGraphModel({
  load: async () => ({
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest[0].weights,
    weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    format: json.format,
  }),
});

// The package cuts the sound into windows by an operation that this backend gets
// wrong (a fill without a type); here is the same by hand.
BasicPitch.prototype.prepareData = async (sound) => {
  const length = 43844, overlap = 7680, hop = length - overlap;
  const count = Math.ceil((sound.length + overlap / 2) / hop);
  const padded = new Float32Array(overlap / 2 + count * length);
  padded.set(sound, overlap / 2);
  const windows = new Float32Array(count * length);
  for (let i = 0; i < count; i++) windows.set(padded.subarray(i * hop, i * hop + length), i * length);
  return [tf.tensor(windows, [count, length, 1]), sound.length];
};

for (const name of sounds) {
  const raw = readFileSync(name);
  const sound = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
  const before = process.cpuUsage();
  const frames = [], onsets = [];
  await new BasicPitch(net).evaluateModel(sound, (f, o) => {
    frames.push(...f);
    onsets.push(...o);
  }, () => {});
  const notes = noteFramesToTime(outputToNotesPoly(frames, onsets, 0.5, 0.3, 11));
  const { user, system } = process.cpuUsage(before);
  print(JSON.stringify({
    notes: notes.map((n) => [n.startTimeSeconds, n.startTimeSeconds + n.durationSeconds, n.pitchMidi]),
    seconds: (user + system) / 1e6,
  }));
}
