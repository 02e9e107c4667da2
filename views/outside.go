package views

import (
	"context"
	"net/url"
	"os/exec"
	"runtime"

	"partlift/app/studio"
	"partlift/backend/say"
)

// openOutside has the system open an address, and shows a notice where it
// cannot.
func (w *window) openOutside(u *url.URL, failed say.Notice) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		if err := w.app.OpenURL(u); err != nil {
			w.m.Notify(failed)
		}
		return
	}
	w.m.Await("open", func(ctx context.Context) func() {
		if err := xdgOpen(ctx, u.String()); err != nil {
			return func() { w.m.Notify(failed) }
		}
		return nil
	})
}

// xdgOpen has the desktop open an address and waits for its word. The toolkit
// does not wait, and so never hears that nothing opens such an address. What
// was opened may run as long as it likes: it is not ended with ctx.
func xdgOpen(ctx context.Context, address string) error {
	cmd := exec.Command("xdg-open", address) // #nosec G204 -- the address is ours or a folder that was chosen; no shell reads it
	cmd.Env = studio.Environ(cmd.Environ())
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return nil
	}
}
