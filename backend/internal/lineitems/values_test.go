package lineitems

import "testing"

// The base that is told of a customer is the one that the value of an item comes from, with and without the filter, and told of customers without an item too.
func TestBasesAreWhatValuesAreComputedFrom(t *testing.T) {
	t.Parallel()
	plain, filtered := percentage(t, "plain", acme, "10", 1), percentage(t, "filtered", acme, "10", 1)
	filtered.Filters = WithoutNegation()
	k := setup(t, plain, filtered)
	k.neighbours.entries = showback(t)
	for _, i := range []Item{plain, filtered} {
		k.aws.sources[i.ARN] = []string{group + acme}
	}
	k.refresh(t)
	for name, without := range map[string]bool{"plain": false, "filtered": true} {
		bases, err := k.Bases(t.Context(), k.sc, november, without)
		if err != nil {
			t.Fatal(err)
		}
		r := k.row(t, november, name)
		if b, ok := bases[acme]; !ok || !r.Base.Known || !b.Amount.Equal(r.Base.Value) || b.Note != r.BaseNote || b.Currency != "USD" {
			t.Errorf("%s: the item is taken of %+v (%s), the base is %+v", name, r.Base, r.BaseNote, b)
		}
		if _, ok := bases[beta]; ok {
			t.Error("of a customer whose Showback was not read there is a base")
		}
	}
	if a, b := k.row(t, november, "plain"), k.row(t, november, "filtered"); a.Base.Value.Equal(b.Base.Value) {
		t.Error("the fixture hides the filter")
	}
	reads := *k.neighbours.reads
	for range 3 {
		if _, err := k.Bases(t.Context(), k.sc, november, true); err != nil {
			t.Fatal(err)
		}
		k.list(t, november)
	}
	if *k.neighbours.reads != reads {
		t.Errorf("%d details were read again", *k.neighbours.reads-reads)
	}
	values, err := k.Values(t.Context(), k.sc, november)
	if err != nil || len(values.Rows) != 2 || values.Head.AsOf.IsZero() {
		t.Errorf("%+v (%v)", values, err)
	}
}
