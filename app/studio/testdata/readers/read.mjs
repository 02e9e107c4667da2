// Reads a .dawproject or .rpp by the packages of others and prints what they saw
// as JSON. Times are quarter notes in the first and seconds in the second.
import { readFileSync } from "node:fs"
import { createRequire, register } from "node:module"
import { DOMParser, Node, Element } from "linkedom"

const require = createRequire(import.meta.url)
register("./hooks.mjs", import.meta.url)

// plain puts letters for entities, which the parser leaves in attributes.
const plain = s => s.replace(/&(?:#(\d+|x[0-9a-f]+)|lt|gt|quot|apos|amp);/gi, (e, n) =>
  n ? String.fromCodePoint(Number(n[0] === "x" ? "0" + n : n)) : { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&" }[e])

async function dawproject(data) {
  const zip = await require("jszip").loadAsync(data)
  Object.assign(globalThis, { DOMParser, Node, Element })
  const { Xml } = await import("@opendaw/lib-xml")
  const { ProjectSchema } = await import("@opendaw/lib-dawproject")
  const project = Xml.parse(await zip.file("project.xml").async("string"), ProjectSchema)
  const { tempoAutomation, timeSignatureAutomation, lanes } = project.arrangement
  const out = {
    tempo: tempoAutomation.points.map(p => [Number(p.time), p.value]),
    meters: timeSignatureAutomation.points.map(p => [Number(p.time), p.numerator, p.denominator]),
    tracks: []
  }
  const places = new Map()
  for (const t of project.structure.filter(t => t.channel.role !== "master")) {
    const track = { name: plain(t.name), muted: t.channel.mute.value, clips: [], notes: [] }
    places.set(t.id, track)
    out.tracks.push(track)
  }
  for (const lane of lanes.lanes) {
    const track = places.get(lane.track)
    for (const clips of lane.lanes) {
      for (const clip of clips.clips) {
        track.clips.push([clip.time, clip.duration])
        for (const content of clip.content ?? []) {
          const all = content.notes ? [content] : (content.lanes ?? []).filter(l => l.notes)
          for (const { notes } of all) track.notes.push(...notes.map(n => [n.time, n.duration, n.key, Math.floor(n.vel * 127)]))
        }
      }
    }
  }
  return out
}

function reaper(data) {
  const text = data.toString("utf8").replace(/^ *<NOTES[^]*?^ *>\r?\n/m, "") // which it cannot parse
  const project = require("rppp").parse(text)
  const all = (of, token) => of.contents.filter(c => c.token === token)
  const one = (of, token) => all(of, token)[0]
  const points = all(one(project, "TEMPOENVEX"), "PT").map(p => p.params)
  return {
    tempo: points.filter(p => p[5] !== 3).map(p => [p[0], p[1]]),
    meters: points.filter(p => p.length > 3).map(p => [p[0], p[3] & 0xffff, p[3] >> 16]),
    markers: all(project, "MARKER").map(m => [m.params[1], m.params[2]]),
    tracks: all(project, "TRACK").map(t => {
      const track = { name: one(t, "NAME").params[0], muted: one(t, "MUTESOLO").params[0] === 1, clips: [], notes: [] }
      for (const item of all(t, "ITEM")) {
        track.clips.push([one(item, "POSITION").params[0], one(item, "LENGTH").params[0]])
        const source = one(item, "SOURCE"), sounding = {}
        let tick = 0
        for (const { params } of all(source, "E")) {
          const [wait, status, key, velocity] = [params[0], ...params.slice(1).map(v => parseInt(v, 16))]
          tick += wait
          if (status >> 4 === 9) (sounding[key] ??= []).push(track.notes.push([tick / 480, 0, key, velocity]) - 1)
          const note = status >> 4 === 8 && track.notes[sounding[key]?.shift()]
          if (note) note[1] = tick / 480 - note[0]
        }
      }
      return track
    })
  }
}

const path = process.argv[2], data = readFileSync(path)
console.log = console.info = console.debug = console.error // what the packages say
process.stdout.write(JSON.stringify(path.endsWith(".rpp") ? reaper(data) : await dawproject(data)))
