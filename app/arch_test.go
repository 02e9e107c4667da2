package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// source is one Go file of the module.
type source struct {
	path    string // from the module's root, with slashes
	pkg     string // folder
	imports []string
	file    *ast.File
	lines   int
	text    string
}

// sources parses every Go file of the module.
func sources(t *testing.T) []source {
	t.Helper()
	root := ".."
	var out []source
	fset := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			if d != nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != root {
				return filepath.SkipDir
			}
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(fset, path, text, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		s := source{path: filepath.ToSlash(rel), file: file, text: string(text), lines: strings.Count(string(text), "\n")}
		s.pkg = filepath.ToSlash(filepath.Dir(rel))
		for _, i := range file.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, p)
		}
		out = append(out, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 50 {
		t.Fatalf("found only %d Go files; the walk is wrong", len(out))
	}
	return out
}

func (s source) test() bool {
	return strings.HasSuffix(s.path, "_test.go") || s.pkg == "app/studio/studiotest"
}

// pages are the packages of the window that show one subject each.
var pages = []string{"views/history", "views/parts", "views/receipt", "views/settings"}

// allowed reports whether a package of ours may import another.
func allowed(from, to string) bool {
	switch {
	case from == to, to == "backend/music":
		return true
	case to == "backend/say":
		return from != "backend/music" && from != "views/kit"
	case from == ".":
		return true
	case strings.HasPrefix(from, "backend/cmd/"):
		return !pipeline[to] && (strings.HasPrefix(to, "app/") || strings.HasPrefix(to, "backend/") && !strings.HasPrefix(to, "backend/cmd/"))
	case from == "views/kit":
		return to == "views/look" || to == "views/words"
	case slices.Contains(pages, from) && slices.Contains(pages, to):
		return false // the window alone knows several
	case from == "views" || strings.HasPrefix(from, "views/"):
		return to == "app" || to == "app/studio" || to == "app/edit" || strings.HasPrefix(to, "views/") || to == "backend/smf/verify"
	case from == "app":
		return to == "app/studio" || to == "app/edit" || to == "backend/player" || to == "backend/dragout" || to == "backend/smf"
	case from == "app/studio":
		return to == "app/edit" || strings.HasPrefix(to, "backend/") && !strings.HasPrefix(to, "backend/cmd/")
	case from == "app/studio/studiotest":
		return to == "app/studio" || strings.HasPrefix(to, "backend/")
	case from == "app/edit":
		return to == "backend/grid" || to == "backend/smf"
	case strings.HasPrefix(from, "backend/"):
		// A package may use the one it lies in, or the ones inside it.
		return strings.HasPrefix(from, to+"/") && to != "backend" || strings.HasPrefix(to, from+"/")
	}
	return false
}

func TestImportsPointOneWay(t *testing.T) {
	for _, s := range sources(t) {
		for _, i := range s.imports {
			to, ours := strings.CutPrefix(i, "partlift/")
			if ours && !s.test() && !allowed(s.pkg, to) {
				t.Errorf("%s imports %s: arrows point main -> views -> app -> backend -> music", s.path, i)
			}
			fyne := strings.HasPrefix(i, "fyne.io/fyne/v2")
			if fyne && (strings.HasPrefix(s.pkg+"/", "app/") || strings.HasPrefix(s.pkg, "backend")) {
				t.Errorf("%s imports %s: the program runs without its window", s.path, i)
			}
			if i == "fyne.io/fyne/v2/app" && s.path != "main.go" {
				t.Errorf("%s imports %s: only main.go may", s.path, i)
			}
		}
	}
}

// pipeline are the packages that only the studio knows: they keep, order and
// pay for songs.
var pipeline = map[string]bool{"backend/task": true, "backend/library": true, "backend/secret": true, "backend/relay": true}

func TestArrowsCanBeViolated(t *testing.T) {
	for _, c := range []struct{ from, to string }{
		{"app", "backend/task"}, {"app", "backend/library"}, {"app/edit", "app/studio"}, {"app/studio", "app"}, {"backend/say", "app/edit"}, {"backend/say", "backend/kie"}, {"views/kit", "backend/say"},
		{"backend/cmd/lift", "app"}, {"backend/cmd/lift", "backend/task"}, {"views", "app/studio/studiotest"}, {"views", "backend/kie"},
		{"backend/kie", "backend/smf"}, {"backend/smf", "app"}, {"app", "views"}, {"backend/music", "backend/smf"}, {"views", "backend/library"}, {"backend/task", "backend/cmd/lift"}, {"views/kit", "app"}, {"views/kit", "views"}, {"views/parts", "views/history"}, {"views/history", "views"},
	} {
		if allowed(c.from, c.to) {
			t.Errorf("the rule lets %s import %s", c.from, c.to)
		}
	}
}

func TestOnlyMainHopsToTheScreen(t *testing.T) {
	banned := map[string]func(s source) bool{
		"fyne.Do":         func(s source) bool { return s.path != "main.go" },
		"fyne.DoAndWait":  func(source) bool { return true },
		"fyne.CurrentApp": func(s source) bool { return !strings.HasPrefix(s.pkg, "views") },
		"time.Sleep":      func(source) bool { return true },
		"time.Now": func(s source) bool {
			return !s.test() && s.path != "main.go" && !strings.HasPrefix(s.pkg, "backend/cmd/") && !strings.HasPrefix(s.pkg, "views")
		},
		"os.Getenv": func(s source) bool {
			return !s.test() && s.path != "main.go" && !strings.HasPrefix(s.pkg, "backend/cmd/")
		},
		"os.UserHomeDir": func(s source) bool {
			return !s.test() && s.path != "main.go" && !strings.HasPrefix(s.pkg, "backend/cmd/")
		},
	}
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if !ok {
				return true
			}
			name := x.Name + "." + sel.Sel.Name
			if rule := banned[name]; rule != nil && rule(s) {
				t.Errorf("%s uses %s, which it may not", s.path, name)
			}
			return true
		})
	}
}

func TestPackagesAreNamedAndDocumented(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		name := filepath.Base(s.pkg)
		if slices.Contains([]string{"util", "utils", "common", "helpers", "manager", "service", "types", "models"}, name) {
			t.Errorf("package %s says nothing about its subject", s.pkg)
		}
		if s.test() || ignored(s) {
			continue
		}
		documented[s.pkg] = documented[s.pkg] || s.file.Doc != nil
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("package %s has no doc comment", pkg)
		}
	}
}

func TestFilesAreShort(t *testing.T) {
	for _, s := range sources(t) {
		if s.lines > 400 && !s.test() && !ignored(s) {
			t.Errorf("%s has %d lines; cut it where its subject changes", s.path, s.lines)
		}
	}
}

// ignored reports whether a file is a generator that go build leaves out.
func ignored(s source) bool { return strings.HasPrefix(s.text, "//go:build ignore") }

func TestReadmeNamesEveryFolder(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, s := range sources(t) {
		if s.pkg == "." || seen[s.pkg] {
			continue
		}
		seen[s.pkg] = true
		if !strings.Contains(string(readme), s.pkg+"/") {
			t.Errorf("README.md does not mention %s/", s.pkg)
		}
	}
}

// A program that is started gets no keys.
func TestStartedProgramsGetAnEnvironmentOfTheirOwn(t *testing.T) {
	found := 0
	for _, s := range sources(t) {
		if s.test() || ignored(s) {
			continue
		}
		n := strings.Count(s.text, "exec.Command(") + strings.Count(s.text, "exec.CommandContext(") + strings.Count(s.text, "os.StartProcess(")
		if found += n; strings.Count(s.text, ".Env = ") < n {
			t.Errorf("%s starts a program with all of its own environment", s.path)
		}
	}
	if found == 0 {
		t.Error("nothing is started anywhere; the search is wrong")
	}
	for _, main := range []string{"main.go", "backend/cmd/lift/main.go"} {
		text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(main)))
		if err != nil || strings.Contains(string(text), `os.Getenv("PARTLIFT_API_KEY")`) != strings.Contains(string(text), `os.Unsetenv("PARTLIFT_API_KEY")`) {
			t.Errorf("%s leaves the key in the environment, %v", main, err)
		}
	}
}

// What is said to be covered must be: each threat names tests that exist.
func TestThreatsHaveTheirTests(t *testing.T) {
	text, err := os.ReadFile("../.github/SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && s.test() {
				have[f.Name.Name] = true
			}
		}
	}
	names := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z]+)`").FindAllStringSubmatch(string(text), -1)
	if len(names) < 20 {
		t.Errorf("only %d tests are named", len(names))
	}
	for _, n := range names {
		if !have[n[1]] {
			t.Errorf("SECURITY.md names %s, which is not there", n[1])
		}
	}
}

// mostFields is how many fields a struct of the program may have: one with more
// is about several things.
const mostFields = 16

func TestStructsAreAboutOneThing(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() || s.pkg != "app" && !strings.HasPrefix(s.pkg, "app/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if st, ok := spec.Type.(*ast.StructType); ok && st.Fields.NumFields() > mostFields {
				t.Errorf("%s: %s has %d fields, more than %d", s.path, spec.Name, st.Fields.NumFields(), mostFields)
			}
			return true
		})
	}
}
