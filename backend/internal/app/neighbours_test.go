package app

import (
	"reflect"
	"testing"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
)

// A room that is wired and forgotten in one of these lists would show pages that never change, miss collections, or stay silent on the dashboard.
func TestEveryRoomIsInTheListsOfWhatItHas(t *testing.T) {
	t.Parallel()
	p := &portal{}
	for _, list := range []struct {
		name   string
		listed reflect.Value
		of     reflect.Type
	}{
		{"snapshots", reflect.ValueOf(p.snapshots()), reflect.TypeFor[ledger.Snapshot]()},
		{"watchers", reflect.ValueOf(p.watchers()), reflect.TypeFor[margin.Watcher]()},
		{"versioned", reflect.ValueOf(p.versioned()), reflect.TypeFor[versioned]()},
	} {
		listed := map[reflect.Type]bool{}
		for i := range list.listed.Len() {
			listed[list.listed.Index(i).Elem().Type()] = true
		}
		for field := range reflect.TypeFor[portal]().Fields() {
			if field.Type.Implements(list.of) && !listed[field.Type] {
				t.Errorf("%s lack %s", list.name, field.Name)
			}
		}
	}
}
