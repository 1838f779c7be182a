package memory_test

import (
	"testing"

	"portal.example/backend/internal/store"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/store/storetest"
)

func TestMemoryConforms(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store {
		t.Helper()
		s := memory.New()
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
}
