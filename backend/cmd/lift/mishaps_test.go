package main

import (
	"math/rand/v2"
	"time"

	"partlift/backend/kie/kiesim"
)

// mishap is something that goes wrong with the service in a round.
type mishap struct {
	name  string
	parts bool // so that lift may say that parts are missing
	long  bool // takes seconds, so it is left to long campaigns
	do    func(s *kiesim.Script, dice *rand.Rand)
}

// host is a mishap of the machine that hands out the stems.
func host(kind string) mishap {
	return mishap{name: "stems: host " + kind, long: kind == kiesim.HostEndless,
		do: func(s *kiesim.Script, _ *rand.Rand) { s.Separation.Host = kind }}
}

var (
	pollPaths  = []string{"/api/v1/vocal-removal/record-info", "/api/v1/midi/record-info"}
	orderPaths = []string{orderPath}
	notesPaths = []string{"/api/v1/midi/generate"}
	filePaths  = []string{"/api/file-stream-upload"}
	stemPaths  = []string{"/s/*"}
)

// single is a mishap of one or two requests somewhere on some routes.
func single(what, do string, code, skip int, paths []string) mishap {
	return mishap{name: what, do: func(s *kiesim.Script, dice *rand.Rand) {
		s.Faults = append(s.Faults, kiesim.Fault{Path: paths[dice.IntN(len(paths))], Do: do, Code: code,
			Skip: dice.IntN(skip + 1), Times: 1 + dice.IntN(2), Pause: kiesim.Duration(time.Millisecond)})
	}}
}

// mishaps are the groups of what can go wrong; a round takes at most one of each.
func mishaps() [][]mishap {
	return [][]mishap{
		{
			host(kiesim.HostRefused), host(kiesim.HostUnknown), host(kiesim.HostTLS), host(kiesim.HostShort), host(kiesim.HostFile),
			host(kiesim.HostPrivate), host(kiesim.HostLoop), host(kiesim.HostEndless), host(kiesim.HostHuge),
			single("stems: cut", kiesim.DoCut, 0, 4, stemPaths), single("stems: slow", kiesim.DoSlow, 0, 4, stemPaths),
			single("stems: connection closed", kiesim.DoRefuse, 0, 4, stemPaths),
			single("stems: HTML 404", kiesim.DoHTML, 404, 4, stemPaths), single("stems: oversized", kiesim.DoOversize, 0, 4, stemPaths),
		},
		{
			single("poll: 404", kiesim.DoError, 404, 3, pollPaths), single("poll: 422", kiesim.DoError, 422, 3, pollPaths),
			single("poll: 429", kiesim.DoError, 429, 3, pollPaths), single("poll: 500", kiesim.DoError, 500, 3, pollPaths),
			single("poll: HTML 404", kiesim.DoHTML, 404, 3, pollPaths), single("poll: HTML 502", kiesim.DoHTML, 502, 3, pollPaths),
			single("poll: HTML 200", kiesim.DoHTML, 200, 3, pollPaths),
			single("poll: oversized", kiesim.DoOversize, 0, 3, pollPaths), single("poll: empty", kiesim.DoEmpty, 0, 3, pollPaths),
			single("poll: truncated", kiesim.DoTruncate, 0, 3, pollPaths), single("poll: cut", kiesim.DoCut, 0, 3, pollPaths),
			single("poll: redirect to itself", kiesim.DoLoop, 0, 3, pollPaths), single("poll: closed", kiesim.DoRefuse, 0, 3, pollPaths),
		},
		{
			single("order: answer lost", kiesim.DoLost, 0, 0, orderPaths), single("order: answer cut", kiesim.DoCut, 0, 0, orderPaths),
			single("order: answer truncated", kiesim.DoTruncate, 0, 0, orderPaths), single("order: answer empty", kiesim.DoEmpty, 0, 0, orderPaths),
			single("order: closed", kiesim.DoRefuse, 0, 0, orderPaths), single("order: HTML 502", kiesim.DoHTML, 502, 0, orderPaths),
			single("order: 500", kiesim.DoError, 500, 0, orderPaths), single("order: 429", kiesim.DoError, 429, 0, orderPaths),
			single("order: 422", kiesim.DoError, 422, 0, orderPaths), single("order: 455", kiesim.DoError, 455, 0, orderPaths),
			single("order: oversized", kiesim.DoOversize, 0, 0, orderPaths),
		},
		{
			single("notes: answer lost", kiesim.DoLost, 0, 3, notesPaths), single("notes: 500", kiesim.DoError, 500, 3, notesPaths),
			single("notes: 404", kiesim.DoError, 404, 3, notesPaths), single("notes: HTML 404", kiesim.DoHTML, 404, 3, notesPaths),
			single("notes: 422", kiesim.DoError, 422, 3, notesPaths), single("notes: 429", kiesim.DoError, 429, 3, notesPaths),
			{name: "notes: transcriptions fail", parts: true, do: func(s *kiesim.Script, dice *rand.Rand) {
				s.MIDI.Flag, s.MIDI.FlagTimes = 2+dice.IntN(2), 1+dice.IntN(4)
			}},
			{name: "notes: none for the whole", do: func(s *kiesim.Script, _ *rand.Rand) { s.MIDI.Empty = "whole" }},
			{name: "notes: numbers as text", do: func(s *kiesim.Script, _ *rand.Rand) { s.MIDI.StringNumbers = true }},
			{name: "notes: as JSON text", do: func(s *kiesim.Script, _ *rand.Rand) { s.MIDI.JSONText = true }},
		},
		{
			single("upload: answer lost", kiesim.DoLost, 0, 0, filePaths), single("upload: 500", kiesim.DoError, 500, 0, filePaths),
			single("upload: 429", kiesim.DoError, 429, 0, filePaths), single("upload: closed", kiesim.DoRefuse, 0, 0, filePaths),
			single("upload: HTML 502", kiesim.DoHTML, 502, 0, filePaths), single("upload: cut", kiesim.DoCut, 0, 0, filePaths),
		},
	}
}
