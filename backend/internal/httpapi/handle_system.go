package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/scope"
)

// Check is one part of the portal that has to work. Run is asked by every /health, so it is quick and calls nothing outside.
type Check struct {
	Name string
	Run  func(ctx context.Context) (detail string, ok bool)
}

// Environment says what the portal is and talks to.
type Environment struct {
	Version   string
	Simulated bool
}

type systemHandlers struct {
	environment Environment
	clock       clock.Clock
	checks      []Check
}

// GetHealth reports every check. The answer is 200 as long as there is somebody to give it: what is degraded still serves.
func (h systemHandlers) GetHealth(ctx context.Context, _ api.GetHealthRequestObject) (api.GetHealthResponseObject, error) {
	out := api.GetHealth200JSONResponse{Status: api.HealthOK, Version: h.environment.Version, Time: h.clock.Now()}
	out.Checks = each(h.checks, func(c Check) api.HealthCheck {
		detail, ok := c.Run(ctx)
		if !ok {
			out.Status = api.HealthDegraded
		}
		return api.HealthCheck{Name: c.Name, Ok: ok, Detail: text(detail)}
	})
	return out, nil
}

// EchoMessage returns what was sent.
func (systemHandlers) EchoMessage(_ context.Context, r api.EchoMessageRequestObject) (api.EchoMessageResponseObject, error) {
	return api.EchoMessage200JSONResponse{Message: r.Params.Message}, nil
}

type identityHandlers struct {
	environment Environment
	clock       clock.Clock
	accounts    accountsRoom
}

// GetMe describes the caller.
func (h identityHandlers) GetMe(ctx context.Context, _ api.GetMeRequestObject) (api.GetMeResponseObject, error) {
	p := principalOf(ctx)
	receivers, err := h.accounts.List(ctx, p)
	if err != nil {
		return nil, err
	}
	out := api.GetMe200JSONResponse{
		Principal:   api.Principal{Id: p.ID, Name: p.Name},
		Roles:       each(p.Roles, func(r scope.Role) api.Role { return api.Role(r) }),
		Receivers:   make([]api.AwsAccountId, len(receivers)),
		Environment: api.Environment{Simulated: h.environment.Simulated, Version: h.environment.Version, Now: h.clock.Now()},
	}
	for i, r := range receivers {
		out.Receivers[i] = r.ID
	}
	return out, nil
}
