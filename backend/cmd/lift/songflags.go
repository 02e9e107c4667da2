package main

import (
	"flag"

	"partlift/app/studio"
	"partlift/backend/kie"
)

// songFlags say where the sound comes from and how a question is answered.
type songFlags struct {
	engine, taskID, audioID, separation, kind string
	send                                      string
	sendAgain, again, perStem, stems          bool
	anyway                                    bool
}

func (s *songFlags) addEngine(f *flag.FlagSet) {
	f.StringVar(&s.engine, "engine", studio.EngineCloud, "cloud: every instrument by the service; local: a sketch made on this computer, free")
}

// addOrder declares what is said to the service.
func (s *songFlags) addOrder(f *flag.FlagSet) {
	f.StringVar(&s.taskID, "task", "", "`id` of an existing Suno task")
	f.StringVar(&s.audioID, "audio", "", "`id` of the track of --task")
	f.StringVar(&s.separation, "separation", "", "`id` of an existing separation, which costs nothing more")
	f.StringVar(&s.kind, "type", "", "separation: split_stem or separate_vocal (default: as set in the library)")
	f.BoolVar(&s.perStem, "per-stem", false, "ask for MIDI of each stem by itself")
	f.BoolVar(&s.sendAgain, "send-again", false, "after an unclear answer: order the separation again, which may cost twice")
	s.addSound(f)
}

// addAgain declares what is said of what the library has already.
func (s *songFlags) addAgain(f *flag.FlagSet) {
	f.BoolVar(&s.again, "again", false, "transcribe audio again that the library has already, or take a changed folder as another song")
}

// addSound declares what is said of an audio file that the service is to hear.
func (s *songFlags) addSound(f *flag.FlagSet) {
	f.StringVar(&s.send, "send", "", "`form` in which audio goes to the service: original, flac or mp3 (default: original up to 20 MB, then flac if that fits, else mp3)")
	f.BoolVar(&s.anyway, "send-anyway", false, "send and pay for audio that cannot be decoded here or has no sound")
	f.BoolVar(&s.stems, "stems", false, "fetch stems of a finished song that are missing, which is free")
}

// check refuses what cannot be, and flags that nothing would look at.
func (s songFlags) check(f *flag.FlagSet, paths []string) error {
	if err := s.valid(paths); err != nil {
		return err
	}
	var other songFlags
	var w where
	engine := studio.EngineOf(s.engine)
	switch {
	case studio.Several(paths):
		return idle(among(f, other.addOrder, w.addAPI, w.addOrder), "with a folder, an archive or several files, for which no service is asked")
	case len(paths) == 1 && studio.HoldsNotes(paths[0]):
		return idle(among(f, other.addEngine, other.addOrder, other.addAgain, w.addAPI, w.addOrder), "with a result: its notes are read as they are")
	case !engine.Service:
		return idle(among(f, other.addOrder, other.addAgain, w.addAPI, w.addOrder), "with --engine "+s.engine+", which uses no service")
	case len(paths) == 0:
		if err := idle(among(f, other.addSound, other.addAgain), "without an audio file"); err != nil || s.taskID != "" {
			return err
		}
		return idleOf(f, "with a separation that exists", "type")
	}
	return nil
}

func (s songFlags) valid(paths []string) error {
	engine, known := studio.EngineNamed(s.engine)
	switch {
	case !known || s.engine == "":
		return usage("--engine is cloud or local, not %q.", s.engine)
	case !engine.Service && len(paths) == 0:
		return usage("Name an audio file: the local engine hears nothing else.")
	case len(paths) == 0 && s.taskID == "" && s.separation == "":
		return usage("Name an audio file, a folder or a ZIP archive, or ids with --task and --audio, or --separation.")
	case s.taskID != "" && s.audioID == "":
		return usage("--task needs --audio: the id of one of its tracks.")
	case s.audioID != "" && s.taskID == "":
		return usage("--audio needs --task: the id of the Suno task it is a track of.")
	case s.taskID != "" && len(paths) > 0:
		return usage("Name an audio file or a task, not both.")
	case s.sendAgain && s.separation != "":
		return usage("--send-again and --separation are two answers; give one.")
	case s.again && s.stems:
		return usage("--stems is for the song that is there; leave out --again.")
	case s.send != "" && s.send != studio.SendOriginal && s.send != studio.SendFLAC && s.send != studio.SendMP3:
		return usage("--send is original, flac or mp3, not %q.", s.send)
	case s.kind != "" && s.kind != kie.SplitStem && s.kind != kie.SeparateVocal:
		return usage("--type is %s or %s, not %q.", kie.SplitStem, kie.SeparateVocal, s.kind)
	}
	return nil
}
