package verify_test

import (
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"
)

// A reader that shared code with the writer would share its mistakes.
func TestTheReaderIsIndependentOfTheWriter(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			if strings.Contains(path, ".") || strings.HasPrefix(path, "partlift/") && path != "partlift/backend/music" && path != "partlift/backend/say" {
				t.Errorf("%s imports %s", e.Name(), path)
			}
		}
	}
}
