package audio

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Sentence says for people what went wrong with a sound file, and what to do.
func Sentence(err error) string {
	name := "sound"
	var at *fileError
	if errors.As(err, &at) {
		name = filepath.Base(at.name)
	}
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ErrNoFFmpeg) && ends(name, ".wav", ".wave"):
		return "“" + name + "” is in a format for which Partlift uses the program ffmpeg, which is not installed. Install ffmpeg and try again, or save the song as MP3 or FLAC."
	case errors.Is(err, ErrNoFFmpeg):
		return "“" + name + "” is in a format for which Partlift uses the program ffmpeg, which is not installed. Install ffmpeg and try again, or save the song as WAV."
	case errors.Is(err, os.ErrNotExist):
		return "“" + name + "” is not there any more. Choose it again, or import another file."
	case errors.Is(err, os.ErrPermission):
		return "“" + name + "” may not be read by you. Change its permissions, or copy it to a folder of yours."
	case errors.Is(err, context.Canceled):
		return "Reading “" + name + "” was stopped."
	case errors.Is(err, ErrFormat):
		return "“" + name + "” is damaged, or is no sound. Check that it plays elsewhere, and save or download the song again."
	default:
		return "“" + name + "” could not be read. Check the disk it is on, and try again."
	}
}

func ends(name string, endings ...string) bool {
	for _, e := range endings {
		if strings.EqualFold(filepath.Ext(name), e) {
			return true
		}
	}
	return false
}
