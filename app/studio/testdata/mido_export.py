"""Turns a result JSON into a MIDI file with python3-mido, reads it back and
compares it, as often as asked, and prints the seconds of one round."""
import io
import json
import sys
import time

import mido

body = open(sys.argv[1]).read()
rounds = int(sys.argv[2])


def export():
    song = json.loads(body)["data"]["midiData"]
    f = mido.MidiFile(type=1, ticks_per_beat=480)
    f.tracks.append(mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=500000, time=0)]))
    want = []
    for channel, instrument in enumerate(song["instruments"]):
        events = []
        for n in instrument["notes"]:
            on, off = round(float(n["start"]) * 960), round(float(n["end"]) * 960)
            velocity = max(1, min(127, round(float(n["velocity"]) * 127)))
            events.append((on, 1, n["pitch"], velocity))
            events.append((max(off, on + 1), 0, n["pitch"], 0))
        events.sort()
        track = mido.MidiTrack([mido.MetaMessage("track_name", name=instrument["name"], time=0)])
        now = 0
        for tick, kind, pitch, velocity in events:
            track.append(mido.Message("note_on" if kind else "note_off", channel=channel, note=pitch, velocity=velocity, time=tick - now))
            now = tick
        f.tracks.append(track)
        want.append([(t, k, p) for t, k, p, _ in events])
    out = io.BytesIO()
    f.save(file=out)
    out.seek(0)
    for track, events in zip(mido.MidiFile(file=out).tracks[1:], want):
        now, got = 0, []
        for m in track:
            now += m.time
            if not m.is_meta:
                got.append((now, int(m.type == "note_on"), m.note))
        assert got == events


export()
began = time.perf_counter()
for _ in range(rounds):
    export()
print((time.perf_counter() - began) / rounds)
