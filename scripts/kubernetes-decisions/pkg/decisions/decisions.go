// Package decisions has Kubernetes' own functions answer what lines of JSON ask.
package decisions

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Of replaces each line of a file in the folder $DECISIONS by what is decided in the state that it tells.
func Of[State any](t *testing.T, name string, decide func(State) map[string]any) {
	file := filepath.Join(os.Getenv("DECISIONS"), name+".jsonl")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var decided bytes.Buffer
	for _, line := range bytes.Split(bytes.TrimSpace(text), []byte("\n")) {
		var state State
		if err := json.Unmarshal(line, &state); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if err := json.NewEncoder(&decided).Encode(decide(state)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file, decided.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
