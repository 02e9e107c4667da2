package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// texts are the English texts of the source, with where each was found.
type texts map[string]string

// parsed returns the files of some folders of the module, without tests.
func parsed(t *testing.T, dirs ...string) (*token.FileSet, []*ast.File) {
	t.Helper()
	fset := token.NewFileSet()
	var out []*ast.File
	for _, dir := range dirs {
		paths, err := filepath.Glob(filepath.Join("..", "..", dir, "*.go"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no source in %s: %v", dir, err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(fset, path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, f)
		}
	}
	return fset, out
}

var verb = regexp.MustCompile(`%[-+#0-9.]*[a-zA-Z]`)

// flat turns an expression into a text: what is not written there becomes a
// place, {{.A}} and on. It reports whether anything is written there at all.
func flat(e ast.Expr) (string, bool) {
	next, some := 'A', false
	name := func() string {
		s := "{{." + string(next) + "}}"
		next++
		return s
	}
	var walk func(e ast.Expr) string
	walk = func(e ast.Expr) string {
		switch e := e.(type) {
		case *ast.BasicLit:
			if e.Kind == token.STRING {
				s, _ := strconv.Unquote(e.Value)
				some = true
				return s
			}
		case *ast.BinaryExpr:
			if e.Op == token.ADD {
				return walk(e.X) + walk(e.Y)
			}
		case *ast.CallExpr:
			if f := callee(e); (f == "Sprintf" || f == "Error") && len(e.Args) > 0 {
				format := walk(e.Args[0])
				return strings.ReplaceAll(verb.ReplaceAllStringFunc(format, func(string) string { return name() }), "%%", "%")
			}
		}
		return name()
	}
	s := strings.TrimSpace(walk(e))
	// A sentence that follows another stands for itself.
	if rest := strings.TrimPrefix(s, "{{.A}}"); rest != s && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z' {
		s = rest
	}
	return s, some && s != ""
}

func callee(c *ast.CallExpr) string { return typeName(c.Fun) }

// typeName is the last name of an expression.
func typeName(e ast.Expr) string {
	switch f := e.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// window are the packages that draw the window.
var window = []string{"views", "views/kit", "views/handout", "views/history", "views/parts", "views/receipt", "views/settings", "views/pianoroll"}

// program are the folders of the program without its window.
var program = []string{"app", "app/studio", "app/edit", "backend/say"}

// failing are the functions that say what could not be done, and which of their
// arguments it is, counted from one.
var failing = map[string]int{"fail": 2, "failed": 3, "failOf": 3, "failNamed": 3, "onTask": 2, "onSongs": 2, "eachSong": 2, "explain": 1, "explainIn": 2, "items": 3}

// spoken collects what the window and the program say.
func spoken(t *testing.T) (found texts, many map[string]string) {
	fset, files := parsed(t, slices.Concat(window, program, []string{"views/words"}, backend)...)
	found, many = texts{}, map[string]string{}
	at := func(f *ast.File) string {
		return strings.TrimPrefix(filepath.ToSlash(fset.Position(f.Pos()).Filename), "../../")
	}
	add := func(e ast.Expr, around string) {
		if s, ok := flat(e); ok {
			found[strings.ReplaceAll(around, "*", s)] = fset.Position(e.Pos()).String()
		}
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				switch name := strings.ToLower(callee(n)[:min(1, len(callee(n)))]) + callee(n)[min(1, len(callee(n))):]; {
				case (name == "say" || name == "key" || name == "l" || name == "of") && len(n.Args) > 0:
					add(n.Args[0], "*")
				case (name == "count" || name == "countWith" || name == "n" || name == "add" || name == "counted") && len(n.Args) >= 3:
					add(n.Args[2], "*")
					if s, ok := flat(n.Args[2]); ok {
						many[s], _ = flat(n.Args[1])
					}
				case failing[name] > 0 && !strings.HasPrefix(at(f), "backend") && len(n.Args) >= failing[name]:
					add(n.Args[failing[name]-1], "Could not *.")
				case name == "refuse" && len(n.Args) >= 2:
					add(n.Args[0], "*")
					add(n.Args[1], "*")
				}
			case *ast.CompositeLit:
				if typeName(n.Type) == "Trouble" {
					for _, e := range n.Elts {
						if kv, ok := e.(*ast.KeyValueExpr); ok {
							if k := kv.Key.(*ast.Ident).Name; k == "Text" || k == "Hint" {
								add(kv.Value, "*")
							}
						}
					}
				}
			}
			return true
		})
	}
	for s := range found {
		if len(place.FindAllString(s, -1)) < 2 && !letters.MatchString(place.ReplaceAllString(s, "")) || s == "Could not {{.A}}." {
			delete(found, s)
		}
	}
	return found, many
}

// letters are what makes a text differ from language to language.
var letters = regexp.MustCompile(`[\pL“]`)

var place = regexp.MustCompile(`\{\{\.\w+\}\}`)

// backend are the packages below the program whose sentences people see.
var backend = []string{"backend/bundle", "backend/kie", "backend/task", "backend/library", "backend/relay", "backend/local", "backend/secret", "backend/player",
	"backend/player/speaker", "backend/grid", "backend/audio", "backend/smf", "backend/smf/verify"}
