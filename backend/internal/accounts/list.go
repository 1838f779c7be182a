package accounts

import (
	"context"

	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
)

// Statuses lists the statuses of receivers.
func Statuses() []string {
	return []string{string(StatusConnected), string(StatusPermissionsMissing), string(StatusUnreachable), string(StatusPending)}
}

// Page returns a page of the receivers the principal may use.
func (s *Service) Page(ctx context.Context, p scope.Principal, q paging.Query) (paging.Page[Receiver], error) {
	all, err := s.List(ctx, p)
	if err != nil {
		return paging.Page[Receiver]{}, err
	}
	return paging.Apply("accounts", all, q, schema)
}

var schema = paging.Schema[Receiver]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Receiver]{
		"account_id": paging.Text(func(r Receiver) string { return r.ID }),
		"name":       paging.Text(func(r Receiver) string { return r.Name }),
		"status":     paging.Enum(func(r Receiver) string { return string(r.Status) }, Statuses()...),
	},
	Search:  func(r Receiver) []string { return []string{r.ID, r.Name} },
	Default: []paging.Key{{Property: "name"}},
	ID:      func(r Receiver) string { return r.ID },
}
