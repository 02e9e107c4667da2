package dragout

import (
	"bytes"
	"net/url"
	"strings"
	"testing"
)

// In the package, because the formats are read by other programs only.

func TestURIList(t *testing.T) {
	for path, want := range map[string]string{
		"/a/Bass.mid":                "file:///a/Bass.mid\r\n",
		"/a b/Bass 2.mid":            "file:///a%20b/Bass%202.mid\r\n",
		"/x/C# [live]; 100%?.mid":    "file:///x/C%23%20%5Blive%5D;%20100%25%3F.mid\r\n",
		"/x/Spür – é.mid":            "file:///x/Sp%C3%BCr%20%E2%80%93%20%C3%A9.mid\r\n",
		"/x/two\r\nlines.mid":        "file:///x/two%0D%0Alines.mid\r\n",
		"/x/\xff\xfe.mid":            "file:///x/%FF%FE.mid\r\n",
		"//double/slash.mid":         "file:////double/slash.mid\r\n",
		"/x/\"quoted\" <a> 'b'.mid":  "file:///x/%22quoted%22%20%3Ca%3E%20%27b%27.mid\r\n",
		"/x/a:b@c&d=e+f,g~h!(i).mid": "file:///x/a:b@c&d=e+f,g~h%21%28i%29.mid\r\n",
	} {
		if got := string(uriList([]string{path})); got != want {
			t.Errorf("%q is %q, want %q", path, got, want)
		}
	}
	if got := string(uriList([]string{"/a", "/b"})); got != "file:///a\r\nfile:///b\r\n" {
		t.Errorf("two files are %q", got)
	}
}

func TestCopiedFiles(t *testing.T) {
	if got := string(copiedFiles([]string{"/a b", "/c"})); got != "copy\nfile:///a%20b\nfile:///c" {
		t.Errorf("got %q", got)
	}
}

func TestWhatLMMSGets(t *testing.T) {
	for path, want := range map[string]string{
		"/x/Bass # 1.mid": "importedproject:/x/Bass # 1.mid",
		"/x/Vocals.WAV":   "samplefile:/x/Vocals.WAV",
		"/x/Vocals.flac":  "samplefile:/x/Vocals.flac",
	} {
		if got := string(lmmsPair([]string{path, "/x/second.mid"})); got != want {
			t.Errorf("%q is %q, want %q", path, got, want)
		}
	}
}

func TestDropFiles(t *testing.T) {
	header := []byte{20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}
	for name, c := range map[string]struct {
		paths []string
		want  []byte
	}{
		"nothing":           {nil, []byte{0, 0}},
		"two":               {[]string{`C:\a`, `D:`}, []byte("C\x00:\x00\\\x00a\x00\x00\x00D\x00:\x00\x00\x00\x00\x00")},
		"beyond the basics": {[]string{"é–🎵"}, []byte{0xe9, 0, 0x13, 0x20, 0x3c, 0xd8, 0xb5, 0xdf, 0, 0, 0, 0}},
	} {
		if got, want := dropFiles(c.paths), append(bytes.Clone(header), c.want...); !bytes.Equal(got, want) {
			t.Errorf("%s: % x, want % x", name, got, want)
		}
	}
}

// Whatever a file is called, the list has one line for it, in plain characters,
// which leads back to the same path.
func FuzzURIList(f *testing.F) {
	f.Add("/x/Bass # 1 é.mid")
	f.Add("/\r\n/%41/?")
	f.Add("//host/x")
	f.Fuzz(func(t *testing.T, path string) {
		if !strings.HasPrefix(path, "/") {
			path = "/" + path
		}
		got := string(uriList([]string{path}))
		line, rest, ok := strings.Cut(got, "\r\n")
		if !ok || rest != "" {
			t.Fatalf("%q is %q, not one line", path, got)
		}
		if i := strings.IndexFunc(line, func(r rune) bool { return r <= ' ' || r > '~' || r == '#' || r == '?' }); i >= 0 {
			t.Errorf("%q: %q is not plain at %d", path, line, i)
		}
		u, err := url.Parse(line)
		if err != nil || u.Path != path || u.Host != "" {
			t.Errorf("%q came back as %q on host %q (%v)", path, u.Path, u.Host, err)
		}
	})
}
