package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/fault"
)

// What the contract promises and no room answers yet. A room that comes to life takes its handlers out of here.

// CodeNotImplemented is the code of an operation that no room answers yet.
const CodeNotImplemented = "not_implemented"

func notImplemented() error {
	return fault.New(fault.NotImplemented, CodeNotImplemented, "This operation is in the contract and not in this portal yet.")
}

type commissionUnimplemented struct{}

func (commissionUnimplemented) ApplyCommission(context.Context, api.ApplyCommissionRequestObject) (api.ApplyCommissionResponseObject, error) {
	return nil, notImplemented()
}
