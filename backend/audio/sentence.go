package audio

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"partlift/backend/say"
)

// Sentence says for people what went wrong with a sound file, and what to do.
func Sentence(err error) say.Text {
	name := nameIn(err)
	at := say.With{"Name": name}
	switch {
	case err == nil:
		return say.Text{}
	case errors.Is(err, ErrNoFFmpeg) && ends(name, ".wav", ".wave"):
		return say.Of("“{{.Name}}” is in a format for which Partlift uses the program ffmpeg, which is not installed. Install ffmpeg and try again, or save the song as MP3 or FLAC.", at)
	case errors.Is(err, ErrNoFFmpeg):
		return say.Of("“{{.Name}}” is in a format for which Partlift uses the program ffmpeg, which is not installed. Install ffmpeg and try again, or save the song as WAV.", at)
	case errors.Is(err, os.ErrNotExist):
		return say.Of("“{{.Name}}” is not there any more. Choose it again, or import another file.", at)
	case errors.Is(err, os.ErrPermission):
		return say.Of("“{{.Name}}” may not be read by you. Change its permissions, or copy it to a folder of yours.", at)
	case errors.Is(err, context.Canceled):
		return say.Of("Reading “{{.Name}}” was stopped.", at)
	case errors.Is(err, ErrFormat):
		return say.Of("“{{.Name}}” is damaged, or is no sound. Check that it plays elsewhere, and save or download the song again.", at)
	default:
		return say.Of("“{{.Name}}” could not be read. Check the disk it is on, and try again.", at)
	}
}

// nameIn is the name of the file that an error is about.
func nameIn(err error) string {
	var file *fileError
	if errors.As(err, &file) {
		return filepath.Base(file.name)
	}
	return "sound"
}

func ends(name string, endings ...string) bool {
	for _, e := range endings {
		if strings.EqualFold(filepath.Ext(name), e) {
			return true
		}
	}
	return false
}
