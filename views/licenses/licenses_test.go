package licenses_test

import (
	"os/exec"
	"strings"
	"testing"

	"partlift/views/licenses"
)

// A module that was added or updated must bring its license along.
func TestEveryLinkedModuleIsListed(t *testing.T) {
	cmd := exec.Command("go", "list", "-tags", "x11", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "partlift", "partlift/backend/cmd/...")
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(out)) {
		name := strings.TrimSpace(line)
		if name == "" {
			continue
		}
		n++
		if !strings.Contains(licenses.ThirdParty(), "\n## "+name+"\n") {
			t.Errorf("%s has no license in THIRD_PARTY.md; run go generate ./views/licenses", name)
		}
	}
	if n < 50 {
		t.Errorf("only %d packages of modules were found", n)
	}
}
