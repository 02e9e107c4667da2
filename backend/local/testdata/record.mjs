// Records what the published package makes of a window of sound, for the tests:
//
//	npm install --prefix FOLDER @spotify/basic-pitch@1.0.1 @tensorflow/tfjs@3.21.0
//	node record.mjs FOLDER
//
// It writes window.golden beside itself: every eighth frame, of each the 88
// notes, 88 onsets and 264 contour bins, as little-endian float32.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(process.argv[2], 'node_modules');
const tf = createRequire(join(folder, 'x.js'))('@tensorflow/tfjs');
const model = join(folder, '@spotify/basic-pitch/model');
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

// The same sound as in the test: three struck notes, one of them low, and noise.
const sound = new Float32Array(43844);
let seed = 1;
for (let i = 0; i < sound.length; i++) {
  const t = i / 22050;
  let v = 0;
  for (const [start, hz] of [[0.2, 110], [0.7, 440], [1.1, 659.2551138]]) {
    if (t < start) continue;
    for (let k = 1; k <= 5; k++) v += (0.2 / k) * Math.exp(-2 * (t - start)) * Math.sin(2 * Math.PI * hz * k * (t - start));
  }
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  sound[i] = v + 0.01 * (seed / 2147483648 - 1);
}

const [notes, onsets, contours] = net.execute(tf.tensor(sound, [1, sound.length, 1]), ['Identity_1', 'Identity_2', 'Identity']);
const rows = [notes, onsets, contours].map((x) => [x.dataSync(), x.shape[2]]);
const out = [];
for (let t = 0; t < 172; t += 8) {
  for (const [data, width] of rows) out.push(...data.slice(t * width, (t + 1) * width));
}
writeFileSync(new URL('window.golden', import.meta.url), Buffer.from(new Float32Array(out).buffer));
