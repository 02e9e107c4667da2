package secret_test

import (
	"slices"
	"testing"

	"partlift/backend/secret"
)

func TestEnvironHoldsNoSecrets(t *testing.T) {
	harmless := []string{"PATH=/bin", "HOME=/h", "KEYBOARD=us", "XKB_DEFAULT_LAYOUT=de", "DISPLAY=:0", "EMPTY=", "=C:=C:\\", "MONKEY=a", "TITLE=PARTLIFT_API_KEY=x"}
	secrets := []string{"PARTLIFT_API_KEY=" + plain, "partlift_api_key=" + plain, "PARTLIFT_LIBRARY=/l", "GH_TOKEN=x", "DB_PASSWORD=x", "KEY=x", "AWS_SECRET=x", "OPENAI_API_KEY=x"}
	env := slices.Concat(secrets[:4], harmless, secrets[4:])
	was := slices.Clone(env)
	if got := secret.Environ(env); !slices.Equal(got, harmless) {
		t.Errorf("left: %q", got)
	}
	if !slices.Equal(env, was) {
		t.Error("the environment that was given is changed")
	}
}
