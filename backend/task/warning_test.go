package task_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"partlift/backend/task"
)

// A task that an earlier version left has sentences in the place of warnings.
func TestWarningsOfEarlierVersionsAreKept(t *testing.T) {
	const away = "The stems Drums, Bass could not be downloaded, so they cannot be listened to."
	for body, want := range map[string]task.Warning{
		`"The service sent 70 stems."`:            {Kind: task.OldWarning, Text: "The service sent 70 stems."},
		`"` + away + `"`:                          {Kind: task.StemsAway, Text: away},
		`{"kind":"notes-lost","stems":["Bass"]}`:  {Kind: task.NotesLost, Stems: []string{"Bass"}},
		`{"kind":"many-stems","sent":70}`:         {Kind: task.ManyStems, Sent: 70},
		`{"kind":"of a later version","more":[]}`: {Kind: "of a later version"},
	} {
		var got task.Warning
		if err := json.Unmarshal([]byte(body), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %+v, %v", body, got, err)
		}
		again, err := json.Marshal(got)
		var back task.Warning
		if err == nil {
			err = json.Unmarshal(again, &back)
		}
		if err != nil || !reflect.DeepEqual(back, want) {
			t.Errorf("%s comes back as %+v, %v", again, back, err)
		}
	}
	var k task.Task
	if err := json.Unmarshal([]byte(`{"ID":"t","Detail":"No connection.","Warnings":["one","two"]}`), &k); err != nil || len(k.Warnings) != 2 || k.Delay != "" {
		t.Errorf("a whole task: %+v, %v", k, err)
	}
}
