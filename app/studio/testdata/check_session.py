"""Compares sessions with the MIDI file that they belong to.

check_session.py SONG.mid SESSION...

SESSION is a .dawproject, .rpp or .ardour file. It is read here from scratch, by
nothing but what comes with Python: tempo map, meters, markers, every note, and
where the sound lies and how long it is. Prints a line for each question and ends
with 1 if one of them fails.
"""
import os
import re
import struct
import sys
import wave
import xml.etree.ElementTree as ET
import zipfile

NEAR = 0.0002  # seconds
SUPERCLOCK = 282240000
failed = 0


def ask(ok, what, detail=""):
    global failed
    failed += not ok
    print("ok  " if ok else "FAIL", what, detail)


class Map:
    """Tempos, each from a beat until the next."""

    def __init__(self, points):
        self.points = sorted(points) or [(0, 120)]

    def second(self, beat):
        at = 0.0
        for i, (start, bpm) in enumerate(self.points):
            end = beat
            if i + 1 < len(self.points):
                end = min(end, self.points[i + 1][0])
            if end > start:
                at += (end - start) * 60 / bpm
        return at


def variable(data, i):
    n = 0
    while True:
        n, i = n << 7 | data[i] & 127, i + 1
        if data[i - 1] < 128:
            return n, i


def notes_of(data, ppq):
    """Notes, tempos, meters and markers of one track of a MIDI file."""
    i = tick = status = 0
    sounding, notes, tempo, meters, marks = {}, [], [], [], []
    while i < len(data):
        wait, i = variable(data, i)
        tick += wait
        if data[i] == 255:
            kind, (n, i) = data[i + 1], variable(data, i + 2)
            text, i = data[i:i + n], i + n
            if kind == 0x51:
                tempo.append((tick / ppq, 60e6 / int.from_bytes(text, "big")))
            elif kind == 0x58:
                meters.append((tick / ppq, text[0], 1 << text[1]))
            elif kind == 6:
                marks.append((tick / ppq, text.decode("ascii")))
            continue
        if data[i] >= 0xF0:
            n, i = variable(data, i + 1)
            i += n
            continue
        if data[i] >= 128:
            status, i = data[i], i + 1
        pitch, value = data[i], data[i + 1] if status & 0xE0 != 0xC0 else 0
        i += 1 if status & 0xE0 == 0xC0 else 2
        if status & 0xF0 == 0x90 and value:
            sounding.setdefault(pitch, []).append((tick, value))
        elif status & 0xF0 in (0x80, 0x90) and sounding.get(pitch):
            on, velocity = sounding[pitch].pop(0)
            notes.append((on / ppq, tick / ppq, pitch, velocity))
    return sorted(notes), tempo, meters, marks


def midi(data):
    ppq, i = struct.unpack(">H", data[12:14])[0], 14
    out = {"parts": [], "tempo": [], "meters": [], "marks": []}
    while i < len(data):
        n = struct.unpack(">I", data[i + 4:i + 8])[0]
        notes, tempo, meters, marks = notes_of(data[i + 8:i + 8 + n], ppq)
        i += 8 + n
        out["tempo"] += tempo
        out["meters"] += meters
        out["marks"] += marks
        if notes:
            out["parts"].append(notes)
    out["map"], out["meters"] = Map(out["tempo"]), out["meters"] or [(0, 4, 4)]
    # Where the audio starts is where the session starts.
    out["marks"] = [m for m in out["marks"] if not m[1].startswith("Audio starts")]
    return out


def same_notes(want, got, tempo):
    ask(len(want["parts"]) == len(got), "parts", f"{len(got)} of {len(want['parts'])}")
    for k, (a, b) in enumerate(zip(want["parts"], got)):
        worst = max((abs(want["map"].second(x[j]) - tempo.second(y[j])) for x, y in zip(a, b) for j in (0, 1)), default=0)
        same = len(a) == len(b) and all(x[2:] == y[2:] for x, y in zip(a, b))
        ask(same and worst < NEAR, f"notes of part {k + 1}", f"{len(b)} of {len(a)}, worst {worst * 1e3:.4f} ms")


def same_map(want, tempo, meters, marks):
    got = Map(tempo)
    beats = [b for b, _ in want["map"].points] + [p[-1][1] for p in want["parts"]]
    worst = max(abs(want["map"].second(b) - got.second(b)) for b in beats)
    ask(worst < NEAR and len(tempo) == len(want["tempo"]), "tempo map", f"{len(tempo)} tempos, worst {worst * 1e3:.4f} ms")
    ask([(round(b, 4), n, d) for b, n, d in meters] == [(round(b, 4), n, d) for b, n, d in want["meters"]], "meters", str(meters))
    due = [(want["map"].second(b), text) for b, text in want["marks"]]
    marks = sorted(marks)
    ask(len(due) == len(marks) and all(abs(x[0] - y[0]) < NEAR and x[1] == y[1] for x, y in zip(due, marks)), "markers", f"{len(marks)} of {len(due)}")
    return got


def sound(file):
    with wave.open(file) as w:
        return w.getnframes() / w.getframerate(), w.getframerate(), w.getnchannels()


def dawproject(path, want):
    z = zipfile.ZipFile(path)
    ask(not any(i.flag_bits & 8 for i in z.infolist()) and z.testzip() is None, "archive with its sizes in front")
    root = ET.fromstring(z.read("project.xml"))
    song = root.find("Arrangement")

    def number(e, key, default=0.0):
        return float(e.get(key, default))

    tempo = [(number(p, "time"), number(p, "value")) for p in song.findall("TempoAutomation/RealPoint")]
    meters = [(number(p, "time"), int(p.get("numerator")), int(p.get("denominator"))) for p in song.findall("TimeSignatureAutomation/TimeSignaturePoint")]
    at = Map(tempo)
    same_map(want, tempo, meters, [(at.second(number(m, "time")), m.get("name")) for m in song.findall("Markers/Marker")])
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    refs = [e.get(k) for e in root.iter() for k in ("track", "destination", "parameter", "reference") if e.get(k)]
    ask(len(ids) == len(set(ids)) and set(refs) <= set(ids), "identifiers")
    parts = []
    for clip in song.findall("Lanes/Lanes/Clips/Clip"):
        notes, audio = clip.find(".//Notes"), clip.find(".//Audio")
        if notes is not None:
            start = number(clip, "time") - number(clip, "playStart")
            parts.append(sorted((start + number(n, "time"), start + number(n, "time") + number(n, "duration"), int(n.get("key")), int(number(n, "vel") * 127)) for n in notes.findall("Note")))
        if audio is not None:
            file = audio.find("File").get("path")
            length, rate, channels = sound(z.open(file))
            ask(number(clip, "time") == number(clip, "playStart") == 0 and abs(at.second(number(clip, "duration")) - length) < NEAR
                and abs(number(audio, "duration") - length) < 1e-6 and (rate, channels) == (int(audio.get("sampleRate")), int(audio.get("channels"))), "sound from bar 1 on", file)
            ask(all(number(w, "time") == number(w, "contentTime") for w in clip.iter("Warp")), "sound is not stretched", file)
    same_notes(want, parts, at)


def texts(line):
    found = re.search(r'"([^"]*)"|\'([^\']*)\'|`([^`]*)`', line)
    return next(g for g in found.groups() if g is not None)


def rpp(path, want):
    lines = [line.strip() for line in open(path, encoding="utf-8", newline="").read().split("\r\n")]
    ask(sum(x.startswith("<") for x in lines) == sum(x == ">" for x in lines), "blocks are closed")
    tempo, meters, inside, beat, last = [], [], False, 0.0, None
    for line in lines:
        inside = (inside or line == "<TEMPOENVEX") and line != ">"
        if inside and line.startswith("PT "):
            p = line.split()
            at, bpm = float(p[1]), float(p[2])
            beat += (at - last[0]) * last[1] / 60 if last else 0
            ask(p[3] == "1", "tempo holds until the next")
            kind = int(p[6]) if len(p) > 6 else 1
            if kind & 2 == 0:
                tempo.append((beat, bpm))
            if len(p) > 4:
                meters.append((beat, int(p[4]) & 65535, int(p[4]) >> 16))
            last = (at, bpm)
    at = same_map(want, tempo, meters, [(float(x.split()[2]), texts(x)) for x in lines if x.startswith("MARKER ")])
    parts = []
    for block in "\n".join(lines).split("\n<ITEM\n")[1:]:
        item = {}
        for line in block.split("\n"):
            key, _, value = line.partition(" ")
            item.setdefault(key, []).append(value)
        start, length = float(item["POSITION"][0]), float(item["LENGTH"][0])
        if "FILE" in item:
            file = texts(item["FILE"][0])
            due = sound(os.path.join(os.path.dirname(path), file))[0]
            ask(start == float(item["SOFFS"][0]) == 0 and abs(due - length) < NEAR and item["PLAYRATE"][0].startswith("1 ") and item.get("BEAT", [""])[0] == "0", "sound from bar 1 on", file)
            continue
        ppq, tick, sounding, notes = int(item["HASDATA"][0].split()[1]), 0, {}, []
        for event in item["E"]:
            wait, *message = event.split()
            tick += int(wait)
            status, pitch, value = (int(x, 16) for x in message[:3])
            if status & 0xF0 == 0x90 and value:
                sounding.setdefault(pitch, []).append((tick / ppq, value))
            elif status & 0xF0 in (0x80, 0x90) and sounding.get(pitch):
                on, velocity = sounding[pitch].pop(0)
                notes.append((on, tick / ppq, pitch, velocity))
        ask(start == 0 and abs(at.second(tick / ppq) - length) < NEAR, "notes are as long as their item")
        parts.append(sorted(notes))
    same_notes(want, parts, at)


def ardour(path, want):
    root = ET.parse(path).getroot()
    name = root.get("name")
    inside = os.path.join(os.path.dirname(path), "interchange", name)
    ask(os.path.basename(path) == name + ".ardour" and os.path.isdir(inside), "name of the session")
    ask(root.find("Config/Option[@name='native-file-data-format']") is not None, "form of the sound")

    def beat(e):
        whole, rest = e.get("quarters").split(":")
        return int(whole) + int(rest) / 1920

    tempo = [(beat(t), float(t.get("npm"))) for t in root.findall("TempoMap/Tempos/Tempo")]
    meters = [(beat(m), int(m.get("divisions-per-bar")), int(m.get("note-value"))) for m in root.findall("TempoMap/Meters/Meter")]
    at = Map(tempo)

    def second(text):
        return at.second(int(text[1:]) / 1920) if text[0] == "b" else int(text[1:]) / SUPERCLOCK

    same_map(want, tempo, meters, [(second(m.get("start")), m.get("name")) for m in root.findall("Locations/Location") if m.get("flags") == "IsMark"])
    ask(all(abs(int(t.get("sclock")) / SUPERCLOCK - at.second(beat(t))) < 1e-5 for t in root.findall("TempoMap/*/*")), "clock and beats agree")
    sources = {s.get("id"): s for s in root.findall("Sources/Source")}
    parts = []
    for region in root.findall("Playlists/Playlist/Region"):
        source = sources[region.get("source-0")]
        length, start = region.get("length").split("@")
        if source.get("type") == "audio":
            due, rate, _ = sound(os.path.join(inside, "audiofiles", source.get("name")))
            ask(start == "a0" and region.get("start") == "a0" and abs(second(length) - due) < 1e-6 and rate == int(root.get("sample-rate")), "sound from bar 1 on", source.get("name"))
            continue
        ask(start == "b0" and region.get("start") == "b0", "notes from bar 1 on", source.get("name"))
        with open(os.path.join(inside, "midifiles", source.get("name")), "rb") as f:
            parts += midi(f.read())["parts"]
    same_notes(want, parts, at)


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as f:
        song = midi(f.read())
    for session in sys.argv[2:]:
        {".dawproject": dawproject, ".rpp": rpp, ".ardour": ardour}[os.path.splitext(session)[1]](session, song)
    sys.exit(failed > 0)
