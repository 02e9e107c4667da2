package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// topLevel is everything that may lie beside main.go; names with a dot first
// are tools' own.
var topLevel = []string{"main.go", "app", "views", "backend", "FyneApp.toml", "icon.png", "go.mod", "go.sum", "README.md", "Makefile", "LICENSE", "CHANGELOG.md"}

func TestNothingElseLiesAtTheTop(t *testing.T) {
	ignored, err := os.ReadFile("../.gitignore")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		ours := slices.Contains(topLevel, e.Name()) || strings.HasPrefix(e.Name(), ".")
		built := slices.ContainsFunc(strings.Fields(string(ignored)), func(pattern string) bool {
			match, _ := filepath.Match(strings.Trim(pattern, "/"), e.Name())
			return match
		})
		if !ours && !built {
			t.Errorf("%s lies at the top of the project, where only %s belong", e.Name(), strings.Join(topLevel, ", "))
		}
	}
}
