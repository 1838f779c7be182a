package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/transfers"
)

// relation tells how a transfer reaches the receiver; a directory that was kept before this was asked does not know.
func relation(t transfers.Transfer) *api.TransferRelation {
	if t.Relation == "" {
		return nil
	}
	return new(api.TransferRelation(t.Relation))
}

// ToAPITransfer writes a transfer with the state the portal derives.
func ToAPITransfer(r transfers.Row) api.Transfer {
	out := api.Transfer{
		TransferId: r.ID, Name: r.Name, CustomerId: r.SourceID, CustomerEmail: text(r.SourceEmail), State: api.LifecycleState(r.State), AwsStatus: r.Status,
		StartsAt: instant(r.Start), EndsAt: instant(r.End), BillingGroupStatus: api.BillingGroupStatus(r.GroupStatus), NextStep: text(r.NextStep),
		Relation: relation(r.Transfer), ViaAccountId: text(r.Via),
		HoldsQuota: &r.HoldsQuota, AcceptBeforeAt: instant(r.AcceptBefore), EarliestEndAt: instant(r.EarliestEnd),
	}
	if r.Group != nil {
		out.BillingGroupName = text(r.Group.Name)
	}
	return out
}

// quotaBasis says where the limit comes from.
const quotaBasis = "Set by whoever runs the portal (--inbound-quota). AWS tells it through no API that the portal may call."

// ToAPITransferQuota writes how much of the quota of inbound transfers is used.
func ToAPITransferQuota(q transfers.Quota) api.TransferQuota {
	out := api.TransferQuota{Used: int32(q.Used), Invitations: int32(q.Invitations)}
	if q.Limit > 0 {
		out.Limit, out.Basis = number(q.Limit), text(quotaBasis)
	}
	return out
}
