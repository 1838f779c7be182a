package billingconductor

import (
	"cmp"
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor/types"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

var (
	listItems    = awsapi.Call{Service: awsapi.BillingConductor, Operation: "ListCustomLineItems"}
	listSources  = awsapi.Call{Service: awsapi.BillingConductor, Operation: "ListResourcesAssociatedToCustomLineItem"}
	listVersions = awsapi.Call{Service: awsapi.BillingConductor, Operation: "ListCustomLineItemVersions"}
)

// maxItemPages bounds the pages of line items: the quota is 50,000 items.
const maxItemPages = 1_000

// LineItems lists the items that charge in a month, in AWS's order. It never leaves the month out: without it AWS lists the current one.
func (r *Reader) LineItems(ctx context.Context, s scope.Scope, m period.Month) ([]lineitems.Item, error) {
	if m.IsZero() {
		return nil, fault.New(fault.Internal, ledger.CodeAWSRefused, "The month of the line items is missing.")
	}
	var found []lineitems.Item
	seen := map[string]bool{}
	err := awsapi.Pages(listItems, maxItemPages, func(token *string) (*string, error) {
		in := &billingconductor.ListCustomLineItemsInput{BillingPeriod: aws.String(m.String()), MaxResults: aws.Int32(pageSize), NextToken: token}
		out, err := awsapi.Do(ctx, r.se, s, listItems, func(ctx context.Context, cfg aws.Config) (*billingconductor.ListCustomLineItemsOutput, error) {
			return billingconductor.NewFromConfig(cfg).ListCustomLineItems(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		for i := range out.CustomLineItems {
			item, err := fromItem(&out.CustomLineItems[i])
			if err != nil {
				return nil, err
			}
			if seen[item.ARN] {
				return nil, awsapi.InvalidAnswer(listItems, "it lists line item "+item.ARN+" twice")
			}
			seen[item.ARN] = true
			found = append(found, item)
		}
		return out.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

func fromItem(e *types.CustomLineItemListElement) (lineitems.Item, error) {
	out := lineitems.Item{
		ARN: aws.ToString(e.Arn), Name: aws.ToString(e.Name), Description: aws.ToString(e.Description), GroupARN: aws.ToString(e.BillingGroupArn),
		AccountID: aws.ToString(e.AccountId), Service: aws.ToString(e.ProductCode), Itemized: e.ComputationRule == types.ComputationRuleEnumItemized,
		Associated: int(e.AssociationSize), CreatedAt: awsapi.Epoch(e.CreationTime), ModifiedAt: awsapi.Epoch(e.LastModifiedTime),
	}
	if e.PresentationDetails != nil {
		out.Service = cmp.Or(aws.ToString(e.PresentationDetails.Service), out.Service)
	}
	if out.ARN == "" {
		return lineitems.Item{}, awsapi.InvalidAnswer(listItems, "a line item has no ARN")
	}
	c, err := fromCharge(listItems, out.ARN, e.ChargeDetails, e.CurrencyCode)
	if err != nil {
		return lineitems.Item{}, err
	}
	out.Currency, out.Credit, out.Flat, out.Percent = c.currency, c.credit, c.flat, c.percent
	for _, f := range e.ChargeDetails.LineItemFilters {
		filter := lineitems.Filter{Attribute: string(f.Attribute), Match: string(f.MatchOption), Values: slices.Clone(f.AttributeValues)}
		for _, v := range f.Values {
			filter.Values = append(filter.Values, string(v))
		}
		out.Filters = append(out.Filters, filter)
	}
	return out, nil
}

// charge is what an item charges, in the words of the room.
type charge struct {
	currency      money.Currency
	credit        bool
	flat, percent *money.Decimal // one of them
}

// fromCharge translates the value of an item. One that is missing, doubled or unreadable is an error, never zero. AWS's model carries it as binary floating point;
// see awsapi.Decimal for what that means.
func fromCharge(c awsapi.Call, arn string, e *types.ListCustomLineItemChargeDetails, code types.CurrencyCode) (charge, error) {
	invalid := func(what string) (charge, error) {
		return charge{}, awsapi.InvalidAnswer(c, "line item "+arn+" has no readable "+what)
	}
	currency, err := money.ParseCurrency(string(code))
	if err != nil {
		return invalid("CurrencyCode")
	}
	if e == nil || (e.Flat == nil) == (e.Percentage == nil) {
		return invalid("ChargeDetails")
	}
	out := charge{currency: currency}
	switch e.Type {
	case types.CustomLineItemTypeCredit:
		out.credit = true
	case types.CustomLineItemTypeFee:
	default:
		return invalid("ChargeDetails.Type")
	}
	if e.Flat != nil {
		flat, err := awsapi.Decimal(e.Flat.ChargeValue)
		if err != nil {
			return invalid("ChargeValue")
		}
		out.flat = &flat
		return out, nil
	}
	percent, err := awsapi.Decimal(e.Percentage.PercentageValue)
	if err != nil {
		return invalid("PercentageValue")
	}
	out.percent = &percent
	return out, nil
}

// LineItemSources lists the ARNs of what a percentage item is taken of in a month, in AWS's order.
func (r *Reader) LineItemSources(ctx context.Context, s scope.Scope, itemARN string, m period.Month) ([]string, error) {
	if m.IsZero() {
		return nil, fault.New(fault.Internal, ledger.CodeAWSRefused, "The month of the associated resources is missing.")
	}
	found := []string{}
	err := awsapi.Pages(listSources, maxPages, func(token *string) (*string, error) {
		in := &billingconductor.ListResourcesAssociatedToCustomLineItemInput{
			Arn: aws.String(itemARN), BillingPeriod: aws.String(m.String()), MaxResults: aws.Int32(pageSize), NextToken: token,
			Filters: &types.ListResourcesAssociatedToCustomLineItemFilter{Relationship: types.CustomLineItemRelationshipChild},
		}
		out, err := awsapi.Do(ctx, r.se, s, listSources,
			func(ctx context.Context, cfg aws.Config) (*billingconductor.ListResourcesAssociatedToCustomLineItemOutput, error) {
				return billingconductor.NewFromConfig(cfg).ListResourcesAssociatedToCustomLineItem(ctx, in)
			})
		if err != nil {
			return nil, err
		}
		for _, a := range out.AssociatedResources {
			if aws.ToString(a.Arn) == "" {
				return nil, awsapi.InvalidAnswer(listSources, "a resource of line item "+itemARN+" has no ARN")
			}
			found = append(found, *a.Arn)
		}
		return out.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// LineItemVersions lists every version of an item, the newest first.
func (r *Reader) LineItemVersions(ctx context.Context, s scope.Scope, itemARN string) ([]lineitems.Version, error) {
	var found []lineitems.Version
	err := awsapi.Pages(listVersions, maxPages, func(token *string) (*string, error) {
		in := &billingconductor.ListCustomLineItemVersionsInput{Arn: aws.String(itemARN), MaxResults: aws.Int32(pageSize), NextToken: token}
		out, err := awsapi.Do(ctx, r.se, s, listVersions, func(ctx context.Context, cfg aws.Config) (*billingconductor.ListCustomLineItemVersionsOutput, error) {
			return billingconductor.NewFromConfig(cfg).ListCustomLineItemVersions(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		for i := range out.CustomLineItemVersions {
			v, err := fromVersion(itemARN, &out.CustomLineItemVersions[i])
			if err != nil {
				return nil, err
			}
			found = append(found, v)
		}
		return out.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(found, func(a, b lineitems.Version) int { return b.ValidFrom.Compare(a.ValidFrom) })
	return found, nil
}

func fromVersion(arn string, e *types.CustomLineItemVersionListElement) (lineitems.Version, error) {
	c, err := fromCharge(listVersions, arn, e.ChargeDetails, e.CurrencyCode)
	if err != nil {
		return lineitems.Version{}, err
	}
	out := lineitems.Version{
		Name: aws.ToString(e.Name), Description: aws.ToString(e.Description), Currency: c.currency, Flat: c.flat, Percent: c.percent, Credit: c.credit,
		ValidFrom: awsapi.Epoch(e.StartTime), CreatedAt: awsapi.Epoch(e.CreationTime), ModifiedAt: awsapi.Epoch(e.LastModifiedTime),
	}
	if out.From, err = billingPeriod(e.StartBillingPeriod); err == nil {
		out.To, err = billingPeriod(e.EndBillingPeriod)
	}
	if err != nil {
		return lineitems.Version{}, awsapi.InvalidAnswer(listVersions, "a version of line item "+arn+" has no readable billing period")
	}
	return out, nil
}

// billingPeriod reads a month; an absent one is zero.
func billingPeriod(text *string) (period.Month, error) {
	if aws.ToString(text) == "" {
		return period.Month{}, nil
	}
	return period.ParseMonth(*text)
}
