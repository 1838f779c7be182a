package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"portal.example/backend/internal/accounts"
	"portal.example/backend/internal/credits"
	"portal.example/backend/internal/scope"
)

// bySimulator is who knew of the roles of a simulated world.
const bySimulator = "simulator"

// offerSimulated keeps the roles that the customers of a simulated world have granted, once, so that a portal that was just started shows balances. Whoever works with real
// customers is told of a role by the customer.
func (p *portal) offerSimulated(ctx context.Context, endpoint string, home accounts.Receiver) error {
	sc, err := scope.New(home.ID, scope.Portal())
	if err != nil {
		return err
	}
	roles, err := grantedIn(ctx, endpoint)
	if err != nil {
		return err
	}
	_, err = p.credits.Offer(ctx, sc, bySimulator, roles)
	return err
}

// grantedIn asks the simulator which roles customers have granted. Those in member accounts are none of a customer as the portal knows it.
func grantedIn(ctx context.Context, endpoint string) ([]credits.Access, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint+"/_sim/world", nil)
	if err != nil {
		return nil, err
	}
	resp, err := (&http.Client{Timeout: simulatorPatience}).Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the simulator of its world: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // read to its end or given up
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ask the simulator of its world: %s", resp.Status)
	}
	var world struct {
		Roles []struct {
			Customer   string `json:"customer_id"`
			Account    string `json:"account_id"`
			ARN        string `json:"role_arn"`
			ExternalID string `json:"external_id"`
		} `json:"credit_roles"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&world); err != nil {
		return nil, fmt.Errorf("read the simulator's world: %w", err)
	}
	var roles []credits.Access
	for _, r := range world.Roles {
		if r.Account == r.Customer {
			roles = append(roles, credits.Access{AccountID: r.Account, RoleARN: r.ARN, ExternalID: r.ExternalID})
		}
	}
	return roles, nil
}
