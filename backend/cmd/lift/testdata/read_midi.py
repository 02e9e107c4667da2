"""Prints a MIDI file as JSON, as python3-mido reads it."""
import json
import sys

import mido

f = mido.MidiFile(sys.argv[1])
out = {"Format": f.type, "PPQ": f.ticks_per_beat, "Tempo": 0, "Tracks": []}
for track in f.tracks:
    t = {"Name": track.name, "Channels": [], "Program": -1, "Notes": []}
    now, open_notes = 0, {}
    for m in track:
        now += m.time
        if m.type == "set_tempo" and not out["Tempo"]:
            out["Tempo"] = m.tempo
        if hasattr(m, "channel") and m.channel not in t["Channels"]:
            t["Channels"].append(m.channel)
        if m.type == "program_change":
            t["Program"] = m.program
        if m.type == "note_on" and m.velocity > 0:
            open_notes.setdefault((m.channel, m.note), []).append((now, m.velocity))
        elif m.type in ("note_on", "note_off"):
            on, velocity = open_notes[(m.channel, m.note)].pop(0)
            t["Notes"].append([on, now, m.note, velocity])
    assert not any(open_notes.values()), "notes without an end"
    t["Notes"].sort()
    out["Tracks"].append(t)
print(json.dumps(out))
