// Lift is Partlift without a window: the same verbs for scripts and servers.
//
// Every command takes --json for machines, writes messages to standard error,
// never prompts, and ends with 0 for success, 1 for failure and 2 for wrong
// usage.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/adrg/xdg"

	"partlift/app/studio"
)

// errUsage marks a command line that cannot be understood.
var errUsage = errors.New("wrong usage")

// errTold marks a failure whose words were printed already.
var errTold = errors.New("failed")

// errSaid marks wrong usage whose words were printed already.
var errSaid = errors.New("wrong usage, told")

// command is one verb of lift.
type command struct {
	name, args, does string
	run              func(ctx context.Context, l *lift, args []string) error
}

func commands() []command {
	return []command{
		{"export", "RESULT.json|FILE.mid…|FOLDER|FILE.zip -o DIR", "write DAW-ready MIDI files from a saved result", export},
		{"session", "RESULT.json|FILE.mid…|FOLDER|FILE.zip --for DAW -o DIR", "write a song with its sound as a session of a DAW", writeSession},
		{"check", "FILE.mid…", "judge MIDI files by the DAW-ready checklist", check},
		{"grid", "RESULT.json|FILE.mid…|FOLDER|FILE.zip", "show tempo, bars and key", showGrid},
		{"compare", "RESULT.json|FILE.mid --sound FILE|PART=FILE…", "show how the notes lie in their sound, and how hard they were struck", compare},
		{"render", "RESULT.json|FILE.mid|FOLDER|FILE.zip -o OUT.wav", "make the notes audible as a sound file", render},
		{"song", "AUDIO|FOLDER|FILE.zip -o DIR", "transcribe a song or go on with it, or take one in parts", song},
		{"history", "[--search TEXT]", "list the songs of the library", history},
		{"doctor", "check|rebuild|save|restore", "examine the library, carry it elsewhere", doctor},
		{"credits", "", "show the balance of the account", credits},
		{"key", "set|check|clear|webhook", "keep, test or forget the API key, or keep the key that signs callbacks", key},
		{"relay", "[--addr ADDRESS]", "serve a relay that keeps callbacks for desktops", relay},
		{"sim", "[--song FILE.mid]…", "serve a pretend Kie on this computer", sim},
	}
}

// lift is the surroundings of a command.
type lift struct {
	in       io.Reader
	out, err io.Writer
	places   studio.Places
	json     bool
	set      *flag.FlagSet // of the command that runs
	time     timepiece
}

// timepiece is where a command has the time from; the zero value is the
// system's.
type timepiece struct {
	now   func() time.Time
	after func(time.Duration) <-chan time.Time
}

func main() { os.Exit(begin(timepiece{})) }

// begin runs the command line of this process and returns the exit code.
func begin(t timepiece) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// Ctrl-C after that ends what does not listen to the first. Not at once:
	// supervisors send a signal to a process and to its group as well.
	context.AfterFunc(ctx, func() { time.AfterFunc(time.Second, stop) })
	l := &lift{in: os.Stdin, out: os.Stdout, err: os.Stderr, time: t, places: studio.Places{
		Data: xdg.DataHome, Config: xdg.ConfigHome,
		Library: os.Getenv("PARTLIFT_LIBRARY"), Key: os.Getenv("PARTLIFT_API_KEY"),
	}}
	os.Unsetenv("PARTLIFT_API_KEY") // no program that is started from here is to have it
	return l.run(ctx, os.Args[1:])
}

// run runs one command line and returns the exit code.
func (l *lift) run(ctx context.Context, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		l.usage()
		if len(args) == 0 {
			return 2
		}
		return 0
	}
	if args[0] == "--version" || args[0] == "version" {
		fmt.Fprintln(l.out, "lift", studio.Version)
		return 0
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return l.code(ctx, c, c.run(ctx, l, args[1:]))
		}
	}
	fmt.Fprintf(l.err, "There is no command %q; lift help lists them.\n", args[0])
	return 2
}

// code turns a command's error into words and an exit code.
func (l *lift) code(ctx context.Context, c command, err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(l.err, "Usage: lift %s %s\n", c.name, c.args)
		l.set.SetOutput(l.err)
		l.set.PrintDefaults()
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(l.err, "%s\nUsage: lift %s %s\n", strings.TrimSuffix(err.Error(), ": "+errUsage.Error()), c.name, c.args)
		return 2
	case errors.Is(err, errTold):
		return 1
	case errors.Is(err, errSaid):
		return 2
	case ctx.Err() != nil:
		fmt.Fprintln(l.err, "Stopped. Nothing is lost; run the same command again to go on.")
		return 1
	default:
		n := studio.Explain(c.does, err)
		fmt.Fprintln(l.err, strings.TrimSpace(n.Text+" "+n.Hint))
		return 1
	}
}

func (l *lift) usage() {
	fmt.Fprint(l.err, "lift turns songs into DAW-ready MIDI.\n\n")
	for _, c := range commands() {
		fmt.Fprintf(l.err, "  lift %-8s %-32s %s\n", c.name, c.args, c.does)
	}
	fmt.Fprint(l.err, "\nlift COMMAND --help lists the flags of a command. Every command takes --json.\n")
}

// usage returns an error that ends the program with code 2.
func usage(format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), errUsage)
}

// print writes v as indented JSON.
func (l *lift) print(v any) error {
	e := json.NewEncoder(l.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// say writes a message for people.
func (l *lift) say(format string, args ...any) { fmt.Fprintf(l.err, format+"\n", args...) }
