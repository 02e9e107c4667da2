package audio

import (
	"context"
	"io"
)

// foreign names ffmpeg's reader for the first bytes of a file, "" for what is
// no sound. ffmpeg is never left to guess: it knows formats that name other
// files.
func foreign(head []byte) string {
	at := func(i int, s string) bool { return len(head) >= i+len(s) && string(head[i:i+len(s)]) == s }
	switch {
	case at(4, "ftyp"), at(4, "moov"), at(4, "mdat"), at(4, "free"), at(4, "wide"):
		return "mov"
	case at(0, "FORM") && (at(8, "AIFF") || at(8, "AIFC")):
		return "aiff"
	case at(0, "caff"):
		return "caf"
	case at(0, "OggS"):
		return "ogg"
	case at(0, "\x1a\x45\xdf\xa3"):
		return "matroska"
	case at(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11"):
		return "asf"
	case at(8, "WAVE") && (at(0, "RIFF") || at(0, "RF64") || at(0, "BW64")):
		return "wav"
	case at(0, "fLaC"):
		return "flac"
	case at(0, "riff"):
		return "w64"
	case at(0, "wvpk"):
		return "wv"
	case at(0, "MAC "):
		return "ape"
	case at(0, ".snd"):
		return "au"
	case at(0, "#!AMR"):
		return "amr"
	case at(0, "ADIF"), len(head) > 2 && head[0] == 0xff && head[1]&0xf6 == 0xf0:
		return "aac"
	case len(head) > 2 && head[0] == 0xff && head[1]&0xe0 == 0xe0 && head[1]&0x18 != 0x08 && head[1]&6 != 0:
		return "mp3"
	}
	return ""
}

// ours reports whether files of a kind are decoded here, but for those with
// other codecs in them.
func ours(kind string) bool { return kind == "ogg" || kind == "wav" || kind == "mp3" || kind == "flac" }

// foreignKind reads the first bytes of a file, after its tags.
func foreignKind(ctx context.Context, r io.ReadSeeker) string {
	in, _, err := open(ctx, r)
	if err != nil {
		return ""
	}
	return foreign(newScan(in, 0, tagHead).window(0, tagHead))
}
