//! Exports of clouds that are not FOCUS, in the generations that are about.

use crate::reading::auto;

#[test]
fn azure_of_customer_agreements() {
    let came = auto(
        "\u{feff}invoiceId,billingAccountId,billingProfileId,subscriptionId,subscriptionName,date,\
         billingPeriodStartDate,serviceFamily,consumedService,meterId,meterName,meterCategory,meterSubCategory,\
         resourceLocation,ResourceId,resourceGroupName,quantity,costInBillingCurrency,billingCurrency,costInUsd,\
         chargeType,tags\n\
         ,77,p,5,Shop,10/31/2025,10/01/2025,Compute,Microsoft.Compute,m1,D2s,Virtual Machines,Dsv3,westeurope,/vm/1,\
         rg,24,1.2345678901234567,EUR,1.5,Usage,\"\"\"app\"\": \"\"cart\"\",\"\"env\"\": \"\"prod\"\"\"\n\
         ,77,p,5,Shop,11/01/2025,10/01/2025,Compute,,m1,,Virtual Machines,,,,,1,-1,EUR,-1,Refund,\n",
    );
    assert_eq!(came.report.mapping, "Azure Cost Management");
    assert_eq!(
        came.lines(),
        [
            "2025-10 Microsoft|77||5|Shop|Compute|Virtual Machines|/vm/1||Microsoft.Compute|westeurope|Usage \
             {app=cart,env=prod} {meterName=D2s,meterSubCategory=Dsv3,resourceGroupName=rg} 2025-10-31 1 \
             1.2345678901234567 1.2345678901234567 EUR",
            "2025-10 Microsoft|77||5|Shop|Compute|Virtual Machines|||||Credit {} {} 2025-11-01 1 -1 -1 EUR",
        ]
    );
}

#[test]
fn azure_of_the_first_generation() {
    let came = auto(
        "SubscriptionGuid,ResourceGroup,ResourceLocation,UsageDateTime,MeterCategory,MeterId,MeterName,InstanceId,\
         PreTaxCost,Currency,Tags\n\
         5,rg,westeurope,2019-01-15 00:00:00,Storage,m,LRS,/st/1,0.5,eur,\"{\"\"app\"\":\"\"cart\"\"}\"\n",
    );
    assert_eq!(
        came.lines(),
        ["2019-01 Microsoft|||5||Storage|Storage|/st/1|||westeurope|Usage {app=cart} \
          {ResourceGroup=rg,MeterName=LRS} 2019-01-15 1 0.5 0.5 EUR"]
    );
}

const LEGACY: &str = "\
identity/LineItemId,bill/BillingPeriodStartDate,bill/PayerAccountId,lineItem/UsageAccountId,lineItem/LineItemType,\
lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,lineItem/ResourceId,lineItem/CurrencyCode,\
lineItem/UnblendedCost,product/region,reservation/EffectiveCost,reservation/ReservationARN,\
reservation/UnusedAmortizedUpfrontFeeForBillingPeriod,reservation/UnusedRecurringFee,\
savingsPlan/SavingsPlanEffectiveCost,savingsPlan/TotalCommitmentToDate,savingsPlan/UsedCommitment,\
resourceTags/user:app,resourceTags/aws:createdBy
";

/// Type, what is billed, and what it is in effect, over the columns from `reservation/EffectiveCost` on.
#[test]
fn aws_spreads_commitments_over_their_use() {
    let rows = [
        ("Usage", "1", ",,,,,,", "1"),
        ("DiscountedUsage", "0", "0.7,arn:x,,,,,", "0.7"),
        ("RIFee", "10", ",arn:x,2,0.5,,,", "2.5"),
        ("Fee", "100", ",arn:x,,,,,", "0"),
        ("Fee", "5", ",,,,,,", "5"),
        ("SavingsPlanCoveredUsage", "3", ",,,,2.1,,", "2.1"),
        ("SavingsPlanNegation", "-3", ",,,,,,", "0"),
        ("SavingsPlanRecurringFee", "10", ",,,,,10,8.5", "1.5"),
        ("SavingsPlanUpfrontFee", "50", ",,,,,,", "0"),
        ("EdpDiscount", "-0.5", ",,,,,,", "-0.5"),
    ];
    for (kind, billed, rest, effective) in rows {
        let row = format!(
            "x,2025-10-01T00:00:00Z,77,5,{kind},2025-10-02T00:00:00Z,2025-10-02T01:00:00Z,EC2,i-1,USD,{billed},eu-1,\
             {rest},cart,somebody\n"
        );
        let came = auto(&format!("{LEGACY}{row}"));
        assert_eq!(came.totals(), (billed.to_owned(), effective.to_owned()), "{kind}");
    }
}

#[test]
fn aws_of_both_generations() {
    let row = "x,2025-10-01T00:00:00Z,77,5,Usage,2025-10-02T00:00:00Z,2025-10-02T01:00:00Z,EC2,i-1,USD,1,eu-1,,,,,,,,\
               cart,somebody\n";
    let line = "2025-10 AWS|77||5|||EC2|i-1|||eu-1|Usage";
    let came = auto(&format!("{LEGACY}{row}"));
    assert_eq!(came.report.mapping, "AWS Cost and Usage Report");
    assert_eq!(
        came.lines(),
        [format!(
            "{line} {{app=cart,aws:createdBy=somebody}} {{lineItem/LineItemType=Usage}} 2025-10-02 1 1 1 USD"
        )]
    );
    let came = auto(
        "bill_billing_period_start_date,bill_payer_account_id,line_item_usage_account_id,line_item_line_item_type,\
         line_item_usage_start_date,line_item_usage_end_date,line_item_product_code,line_item_resource_id,\
         line_item_currency_code,line_item_unblended_cost,product_region_code,resource_tags\n\
         2025-10-01 00:00:00.000,77,5,Usage,2025-10-02 00:00:00.000,2025-10-02 01:00:00.000,EC2,i-1,USD,1,eu-1,\
         \"{\"\"user_app\"\":\"\"cart\"\"}\"\n",
    );
    assert_eq!(
        came.lines(),
        [format!("{line} {{app=cart}} {{line_item_line_item_type=Usage}} 2025-10-02 1 1 1 USD")]
    );
}
