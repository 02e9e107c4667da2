package settings

import (
	"strings"
	"testing"

	"partlift/app/studio"
)

// The window names the services that there are, and no others.
func TestEveryProviderCanBeChosen(t *testing.T) {
	options, at := providers(), sites()
	for i, p := range studio.Providers() {
		if options[i].Value != p.ID || options[i].Words != p.Site || at[i] != p.Site || !strings.Contains(p.Site, ".") {
			t.Errorf("%+v is offered as %+v", p, options[i])
		}
	}
	if len(options) != len(studio.Providers()) {
		t.Errorf("%d choices", len(options))
	}
}
