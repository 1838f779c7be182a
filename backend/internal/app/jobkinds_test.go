package app

import (
	"slices"
	"testing"

	"portal.example/api"
)

// The page of jobs filters by the kinds of the contract, so a kind that is missing there cannot be found.
func TestTheContractListsEveryKindOfJob(t *testing.T) {
	t.Parallel()
	spec, err := api.GetSpec()
	if err != nil {
		t.Fatal(err)
	}
	var listed, run []string
	for _, kind := range spec.Components.Schemas["JobKind"].Value.Enum {
		listed = append(listed, kind.(string))
	}
	for kind := range (&portal{}).handlers() {
		run = append(run, string(kind))
	}
	slices.Sort(listed)
	slices.Sort(run)
	if !slices.Equal(listed, run) {
		t.Errorf("the contract lists %q, the portal runs %q", listed, run)
	}
}
