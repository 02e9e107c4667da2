package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"partlift/app"
)

func TestWriteFileLeavesDevicesAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.wav")
	if err := os.Symlink(os.DevNull, path); err != nil {
		t.Skip(err)
	}
	err := app.WriteFile(path, func(*os.File) error {
		t.Error("something is written")
		return nil
	})
	if info, stat := os.Lstat(path); err == nil || stat != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("error %v; want a refusal and the name as it was: %v, %v", err, info, stat)
	}
}
