package studio

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"partlift/backend/secret"
)

// Version is the program's version.
const Version = "0.1.0"

// Places are the folders and environment values the program was started with.
type Places struct {
	Data    string // the user's folder for application data
	Config  string // the user's folder for settings
	Library string // asked for by flag or PARTLIFT_LIBRARY, "" = none
	Key     string // value of PARTLIFT_API_KEY, "" = none
}

// pointer is the file that names another library folder.
func (p Places) pointer() string { return filepath.Join(p.Config, "partlift", "library") }

// Dir returns the library folder: the one asked for, the one remembered, or
// the usual one.
func (p Places) Dir() string {
	if p.Library != "" {
		return p.Library
	}
	if b, err := readOwn(p.pointer()); err == nil {
		if dir := strings.TrimSpace(string(b)); filepath.IsAbs(dir) {
			return dir
		}
	}
	return filepath.Join(p.Data, "partlift")
}

// Environ returns an environment for other programs: without keys.
func Environ(env []string) []string { return secret.Environ(env) }

// Remember makes dir the library folder of later starts; "" goes back to the
// usual one.
func (p Places) Remember(dir string) error {
	if dir == "" {
		err := os.Remove(p.pointer())
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		return err
	}
	if err := os.MkdirAll(filepath.Dir(p.pointer()), 0o700); err != nil {
		return err
	}
	return os.WriteFile(p.pointer(), []byte(dir+"\n"), 0o600)
}

// Keys says where API keys are kept. The file lies outside the library, which
// people copy and share.
func (p Places) Keys() secret.Options {
	return secret.Options{Env: p.Key, Service: "Partlift", FilePath: filepath.Join(p.Config, "partlift", "keys")}
}
