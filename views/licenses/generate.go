//go:build ignore

// Generate writes THIRD_PARTY.md: the licenses of every module that go.mod
// brings into the programs, on every system they are made for.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// legal are the files that say on what terms a module may be used.
var legal = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying|notice)([-.].*)?$`)

func main() {
	dirs := map[string]string{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		cmd := exec.Command("go", "list", "-tags", "x11", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "partlift", "partlift/backend/cmd/...")
		cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=1")
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			log.Fatal(err)
		}
		for line := range strings.Lines(string(out)) {
			if name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				dirs[name] = dir
			}
		}
	}
	dirs["Go, its standard library and runtime"] = goroot()
	users := map[string][]string{} // of each text
	for name, dir := range dirs {
		texts := texts(dir)
		if len(texts) == 0 {
			log.Fatalf("%s has no license in %s", name, dir)
		}
		for _, t := range texts {
			users[t] = append(users[t], name)
		}
	}
	write(users)
}

func goroot() string {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		log.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func texts(dir string) (out []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() || !legal.MatchString(e.Name()) || strings.Contains(e.Name(), "LOGO") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			log.Fatal(err)
		}
		text := strings.ReplaceAll(string(bytes.TrimSpace(b)), "\r\n", "\n")
		var lines []string
		for line := range strings.Lines(text) {
			lines = append(lines, strings.TrimRight(strings.ReplaceAll(line, "\t", "    "), " \n"))
		}
		out = append(out, strings.Join(lines, "\n"))
	}
	return out
}

// write puts modules under the same terms together.
func write(users map[string][]string) {
	var all []string
	for text := range users {
		slices.Sort(users[text])
		all = append(all, text)
	}
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(users[a][0]+a, users[b][0]+b) })
	var b bytes.Buffer
	b.WriteString("# What Partlift is built of\n\nMade by `go generate ./views/licenses` from go.mod; not to be edited. Modules under the same words stand together.\n")
	for _, text := range all {
		b.WriteString("\n")
		for _, u := range users[text] {
			fmt.Fprintf(&b, "## %s\n", u)
		}
		fmt.Fprintf(&b, "\n```\n%s\n```\n", strings.ReplaceAll(text, "```", "'''"))
	}
	if err := os.WriteFile("THIRD_PARTY.md", b.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}
