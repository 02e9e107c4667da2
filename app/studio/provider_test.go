package studio_test

import (
	"testing"

	"partlift/app/studio"
	"partlift/backend/kie"
)

func TestEveryProviderIsOffered(t *testing.T) {
	t.Parallel()
	profiles, offered := kie.Profiles(), studio.Providers()
	if len(offered) != len(profiles) || studio.DefaultSettings().Provider != profiles[0].Name {
		t.Fatalf("offered are %+v, at first %q", offered, studio.DefaultSettings().Provider)
	}
	for i, p := range profiles {
		if offered[i].ID != p.Name || offered[i].Site != p.Site || p.Site == "" {
			t.Errorf("%q is offered as %+v", p.Name, offered[i])
		}
	}
}
