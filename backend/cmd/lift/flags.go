package main

import (
	"errors"
	"flag"
	"io"
	"slices"
)

// flags returns a flag set with the flags every command takes.
func (l *lift) flags(name string) *flag.FlagSet {
	f := flag.NewFlagSet("lift "+name, flag.ContinueOnError)
	f.SetOutput(io.Discard) // parse tells what is wrong, and shows the flags when asked
	f.BoolVar(&l.json, "json", false, "write JSON to standard output")
	l.set = f
	return f
}

// parse reads flags and operands in any order; "--" ends the flags.
func parse(f *flag.FlagSet, args []string) (operands []string, err error) {
	for len(args) > 0 {
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, usage("The command line is not understood: %s.", err)
		}
		rest := f.Args()
		if ended := len(args) > len(rest) && args[len(args)-len(rest)-1] == "--"; ended || len(rest) == 0 {
			return append(operands, rest...), nil
		}
		operands, args = append(operands, rest[0]), rest[1:]
	}
	return operands, nil
}

// group declares flags that belong together.
type group func(*flag.FlagSet)

// among returns the first flag of some groups that was given, "" for none.
func among(f *flag.FlagSet, groups ...group) (name string) {
	own := flag.NewFlagSet("", flag.ContinueOnError)
	for _, declare := range groups {
		declare(own)
	}
	f.Visit(func(x *flag.Flag) {
		if name == "" && own.Lookup(x.Name) != nil {
			name = x.Name
		}
	})
	return name
}

// given reports whether one of some flags was used.
func given(f *flag.FlagSet, names ...string) (used bool) {
	f.Visit(func(x *flag.Flag) { used = used || slices.Contains(names, x.Name) })
	return used
}

// idle refuses a flag that was given and that nothing would look at; why goes on
// after "--flag does nothing ".
func idle(name, why string) error {
	if name == "" {
		return nil
	}
	return usage("--%s does nothing %s; leave it out.", name, why)
}

// idleOf is idle for the first of some flags that was given.
func idleOf(f *flag.FlagSet, why string, names ...string) error {
	for _, name := range names {
		if given(f, name) {
			return idle(name, why)
		}
	}
	return nil
}
