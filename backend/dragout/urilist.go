package dragout

import (
	"net/url"
	"path/filepath"
	"strings"
)

// uriList is text/uri-list of RFC 2483. Everything but plain characters is
// percent-encoded, for programs that split at "#" or spaces.
func uriList(files []string) []byte {
	var b strings.Builder
	for _, f := range files {
		b.WriteString(fileURI(f))
		b.WriteString("\r\n")
	}
	return []byte(b.String())
}

func fileURI(path string) string {
	u := url.URL{Scheme: "file", Path: path}
	return u.String()
}

// copiedFiles is x-special/gnome-copied-files, by which file managers paste:
// the verb, then one URI a line and no end of line after the last.
func copiedFiles(files []string) []byte {
	b := "copy"
	for _, f := range files {
		b += "\n" + fileURI(f)
	}
	return []byte(b)
}

// lmmsPair is what LMMS, which takes no file lists, drags from its own file
// browser: the kind of a file and its path. It knows one file.
func lmmsPair(files []string) []byte {
	kind := "importedproject"
	switch strings.ToLower(filepath.Ext(files[0])) {
	case ".wav", ".ogg", ".flac", ".mp3":
		kind = "samplefile"
	}
	return []byte(kind + ":" + files[0])
}
