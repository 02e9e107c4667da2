package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"partlift/app/studio"
	"partlift/backend/say"
)

func history(ctx context.Context, l *lift, args []string) error {
	f := l.flags("history")
	var w where
	w.addLibrary(f)
	text := f.String("search", "", "only songs whose title, file or instruments match `text`")
	limit := f.Int("limit", 100, "list at most this many songs, newest first")
	if rest, err := parse(f, args); err != nil || len(rest) > 0 {
		return firstOf(err, usage("history takes no operands."))
	}
	if *limit < 1 || *limit > 1000 {
		return usage("--limit is between 1 and 1000, not %d.", *limit)
	}
	s, err := l.open(ctx, w)
	if err != nil {
		return err
	}
	defer s.Close()
	rows, total, err := s.History(ctx, *text, *limit, 0)
	if err != nil {
		return err
	}
	unknown, err := s.Unknown(ctx)
	if err != nil {
		return err
	}
	if l.json {
		if rows == nil {
			rows = []studio.Row{}
		}
		if err := l.print(map[string]any{"songs": rows, "total": total, "unknown": unknown}); err != nil {
			return err
		}
	} else {
		for _, r := range rows {
			fmt.Fprintf(l.out, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Updated.Local().Format("2006-01-02 15:04"), r.State, r.Title, r.Detail)
		}
	}
	if unknown > 0 {
		l.say("The database does not know %d more that lie in %s. Bring them back with: %s", unknown, s.Dir(), rebuildCommand(s.Dir()))
		return errTold
	}
	return nil
}

func credits(ctx context.Context, l *lift, args []string) error {
	return l.account(ctx, "credits", args, func(a studio.Account) {
		if a.Balance < 0 {
			fmt.Fprintln(l.out, a.Text)
			return
		}
		fmt.Fprintln(l.out, say.Credits(a.Balance))
	})
}

// account checks the key and shows what comes of it.
func (l *lift) account(ctx context.Context, name string, args []string, show func(studio.Account)) error {
	f := l.flags(name)
	var w where
	w.addLibrary(f)
	w.addAPI(f)
	if rest, err := parse(f, args); err != nil || len(rest) > 0 {
		return firstOf(err, usage("%s takes no operands.", name))
	}
	s, err := l.open(ctx, w)
	if err != nil {
		return err
	}
	defer s.Close()
	a := s.CheckAccount(ctx)
	if a.Status != studio.AccountReady {
		l.say("%s", a.Text)
		return errTold
	}
	if l.json {
		return l.print(map[string]any{"credits": a.Balance, "provider": a.Provider, "key": a.Source})
	}
	show(a)
	return nil
}

func key(ctx context.Context, l *lift, args []string) error {
	if len(args) == 0 {
		return usage("Say what to do with the key.")
	}
	switch verb, rest := args[0], args[1:]; verb {
	case "set":
		return l.setKey(ctx, rest)
	case "check":
		return l.account(ctx, "key check", rest, func(a studio.Account) { fmt.Fprintf(l.out, "%s (%s)\n", a.Text, a.Source) })
	case "clear":
		return l.clearKey(ctx, rest)
	case "webhook":
		return l.webhookKey(ctx, rest)
	default:
		return usage("There is no verb %q.", verb)
	}
}

// setKey reads the key from standard input: an argument would show up in the
// list of processes and in the shell's history.
func (l *lift) setKey(ctx context.Context, args []string) error {
	f := l.flags("key set")
	var w where
	w.addLibrary(f)
	w.addAPI(f)
	file := f.Bool("file", false, "keep it in a file only you can read, not in the keychain")
	if rest, err := parse(f, args); err != nil || len(rest) > 0 {
		return firstOf(err, usage("The key is read from standard input: lift key set < FILE"))
	}
	text, err := l.input(ctx)
	if err != nil {
		return err
	}
	s, err := l.open(ctx, w)
	if err != nil {
		return err
	}
	defer s.Close()
	a, err := s.SetKey(ctx, strings.TrimSpace(string(text)), *file)
	if err != nil {
		return err
	}
	if a.Fleeting {
		l.say("The system's keychain cannot be used here, so the key was not kept. Add --file to keep it in a file that only you can read, or set PARTLIFT_API_KEY.")
		return errTold
	}
	l.say("%s", a.Text)
	if l.json {
		return l.print(map[string]any{"kept": a.Source, "checked": a.Status == studio.AccountReady})
	}
	return nil
}

// input reads standard input until its end or the end of ctx. A read from a
// terminal cannot be called off, so it is left behind for the program's end.
func (l *lift) input(ctx context.Context) (text []byte, err error) {
	done := make(chan struct{})
	var b []byte
	var failed error
	go func() {
		defer close(done)
		b, failed = io.ReadAll(io.LimitReader(l.in, 4096))
	}()
	select {
	case <-done:
		return b, failed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *lift) clearKey(ctx context.Context, args []string) error {
	f := l.flags("key clear")
	var w where
	w.addLibrary(f)
	if rest, err := parse(f, args); err != nil || len(rest) > 0 {
		return firstOf(err, usage("key clear takes no operands."))
	}
	s, err := l.open(ctx, w)
	if err != nil {
		return err
	}
	defer s.Close()
	err = l.remark(s.ClearKey(ctx))
	if err == nil && l.json {
		return l.print(map[string]bool{"cleared": true})
	}
	return err
}

// webhookKey has the relay take only callbacks that the service signed with the
// key on standard input, or all of them again.
func (l *lift) webhookKey(ctx context.Context, args []string) error {
	f := l.flags("key webhook")
	var w where
	w.addLibrary(f)
	off := f.Bool("off", false, "take callbacks without a signature again")
	if rest, err := parse(f, args); err != nil || len(rest) > 0 {
		return firstOf(err, usage("The webhook key is read from standard input: lift key webhook < FILE"))
	}
	key := ""
	if !*off {
		text, err := l.input(ctx)
		if err != nil {
			return err
		}
		if key = strings.TrimSpace(string(text)); key == "" {
			return usage("The webhook key is read from standard input, which was empty. To take callbacks without a signature again, use --off.")
		}
	}
	s, err := l.open(ctx, w)
	if err != nil {
		return err
	}
	defer s.Close()
	if err = s.SetWebhookKey(ctx, key); key == "" {
		err = l.remark(err)
	}
	if err == nil && l.json {
		return l.print(map[string]bool{"signed": key != ""})
	}
	return err
}

// remark says what did not go as wished and is no failure.
func (l *lift) remark(err error) error {
	var remark *studio.KeyNotice
	if errors.As(err, &remark) {
		l.say("%s", remark.Sentence)
		return nil
	}
	return err
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
