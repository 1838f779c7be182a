package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/accounts"
)

// ToAPIAccount writes a receiver; what is known of its data is added by the handler.
func ToAPIAccount(r accounts.Receiver) api.Account {
	return api.Account{
		AccountId: r.ID, Name: r.Name, Status: api.AccountStatus(r.Status), StatusDetail: text(r.StatusDetail), OrganizationId: text(r.OrganizationID),
	}
}
