package words_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// shows are the functions of the window and its kit that put their words on the
// screen.
var shows = []string{"NewText", "NewSmall", "NewTrailing", "NewHeading", "NewButton", "NewField", "NewSecret", "NewTick", "Paragraph", "Line", "Section",
	"NewTag", "Sheet", "ListSheet", "Item", "IconItem", "NewIcon", "NewChip", "NewRowList", "NewTabs", "Called", "Set",
	"verb", "offer", "step", "NewList", "call", "chooseFolder", "NewMenu", "NewMenuItem", "SetText", "NewLabel"}

// fields are the ones whose words end on the screen.
var fields = []string{"Title", "Text", "Hint", "Label", "Accept", "Entry"}

// brands are the words that are the same in every language, and the beginning
// of a sentence that is translated as a whole.
var brands = []string{"Partlift", "Could not ", "kie.ai", "sunoapi.org", "apikley.ru", "M", "S", "https://relay.example.com"}

var wordy = regexp.MustCompile(`\pL{2}`)

func TestEverythingOnTheScreenIsTranslated(t *testing.T) {
	for _, dir := range slices.Concat(window, program) {
		fset, files := parsed(t, dir)
		bare := func(e ast.Expr) {
			ast.Inspect(e, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr, *ast.FuncLit, *ast.IndexExpr, *ast.CompositeLit:
					return false
				case *ast.BasicLit:
					if n.Kind != token.STRING {
						return false
					}
					s, _ := strconv.Unquote(n.Value)
					if wordy.MatchString(s) && !slices.Contains(brands, s) {
						t.Errorf("%s: %q is said in English alone", fset.Position(n.Pos()), s)
					}
				}
				return true
			})
		}
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					if dir != "app" && slices.Contains(shows, callee(n)) {
						for _, arg := range n.Args {
							bare(arg)
						}
					}
				case *ast.CompositeLit:
					id, _ := n.Type.(*ast.Ident)
					if sel, ok := n.Type.(*ast.SelectorExpr); ok {
						id = sel.Sel
					}
					if id == nil || !slices.Contains([]string{"Notice", "Ask", "Choice", "Question", "MenuItem"}, id.Name) {
						return true
					}
					for _, e := range n.Elts {
						if kv, ok := e.(*ast.KeyValueExpr); ok && slices.Contains(fields, kv.Key.(*ast.Ident).Name) {
							bare(kv.Value)
						}
					}
				}
				return true
			})
		}
	}
}

func TestTranslationsKeepTheirLanguage(t *testing.T) {
	english := language(t, "en")
	for _, tag := range []string{"ja", "zh_Hans"} {
		same := 0
		for key, text := range language(t, tag) {
			if s, ok := text.(string); ok && s == key && strings.Contains(s, " ") {
				same++
			}
		}
		if same > len(english)/50 {
			t.Errorf("%s leaves %d texts in English", tag, same)
		}
	}
}
