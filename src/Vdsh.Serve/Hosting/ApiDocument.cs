// The OpenAPI document names the service and, where there is one, its key.
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Vdsh.Serve.Hosting;

internal static class ApiDocument
{
    private const string KeyScheme = "key";

    public static void Configure(OpenApiOptions document, ServiceOptions options) => document.AddDocumentTransformer((api, _, _) =>
    {
        api.Info = new OpenApiInfo
        {
            Title = "vdsh serve",
            Version = typeof(ApiDocument).Assembly.GetName().Version!.ToString(3),
            Description = "Nearest binary codes by Hamming distance, exactly. Ties are broken by the smallest id.",
        };
        if (options.Key is not null)
        {
            api.Components ??= new OpenApiComponents();
            api.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme> { [KeyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" } };
            api.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, api)] = [] }];
        }
        return Task.CompletedTask;
    });
}
