package accounts

import (
	"context"

	"portal.example/backend/internal/scope"
)

// Identity is what AWS says about an account the portal has credentials for.
type Identity struct {
	AccountID      string
	ARN            string
	OrganizationID string // empty when it could not be read
}

// Prober asks AWS who we are.
type Prober interface {
	// Ambient identifies the portal's own credentials, before any receiver is known.
	Ambient(ctx context.Context) (Identity, error)
	// Probe identifies the credentials used for a receiver.
	Probe(ctx context.Context, s scope.Scope) (Identity, error)
}
