package example;

import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.MarginApi;
import org.openapitools.client.model.MarginGrouping;
import org.openapitools.client.model.MarginList;
import org.openapitools.client.model.MarginRow;
import org.openapitools.client.model.Money;

/** Calls the generated client the way an integrator would; compiling it is the check. */
public final class Use {
    private Use() {}

    static String marginOf(String customer) throws ApiException {
        MarginApi api = new MarginApi(new ApiClient());
        MarginList page = api.listMargins("111122223333", "2026-10", MarginGrouping.CUSTOMER, null, null, null, "-margin", 25, null, null, null);
        for (MarginRow row : page.getItems()) {
            Money margin = row.getFigures().getMargin();
            if (customer.equals(row.getCustomerId()) && margin != null) {
                return margin.getAmount() + " " + margin.getCurrency();
            }
        }
        return "unknown";
    }
}
