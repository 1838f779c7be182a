package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// belonging says what the data in a directory belongs to. Simulated and real data, and data of different worlds, never mix.
type belonging struct {
	Format      int    `json:"format"`
	Environment string `json:"environment"` // aws or simulated
	Scenario    string `json:"scenario,omitempty"`
	Seed        uint64 `json:"seed,omitempty"`
}

const (
	belongingFile   = "portal.json"
	belongingFormat = 1
)

func (c Config) belonging() belonging {
	if c.Simulated {
		return belonging{Format: belongingFormat, Environment: "simulated", Scenario: c.Scenario, Seed: c.Seed}
	}
	return belonging{Format: belongingFormat, Environment: "aws"}
}

func (b belonging) String() string {
	if b.Environment == "simulated" {
		return fmt.Sprintf("the simulated world %s with seed %d", b.Scenario, b.Seed)
	}
	return "a real AWS account"
}

// claimDataDir makes the data directory and notes what it belongs to, or makes sure that it belongs to that.
func claimDataDir(dir string, want belonging) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return usagef("the data directory cannot be made: %w", err)
	}
	path := filepath.Join(dir, belongingFile)
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return noteBelonging(path, want)
	}
	if err != nil {
		return usagef("the data directory cannot be read: %w", err)
	}
	var have belonging
	if err := json.Unmarshal(content, &have); err != nil || have.Environment == "" {
		return usagef("%s is damaged and was left as it is: restore it, or choose another folder with --data-dir", path)
	}
	switch {
	case have.Format > belongingFormat:
		return usagef("%s was written by a newer portal (format %d): update the portal, or choose another folder with --data-dir", dir, have.Format)
	case have != want:
		return usagef("%s holds data of %s, not of %s: choose another folder with --data-dir", dir, have, want)
	}
	return nil
}

// noteBelonging writes the note through a temporary file, so that it is whole or not there.
func noteBelonging(path string, b belonging) error {
	content, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("encode %s: %w", path, err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), belongingFile+".*")
	if err != nil {
		return usagef("the data directory cannot be written: %w", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already when all went well
	_, err = tmp.Write(append(content, '\n'))
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
