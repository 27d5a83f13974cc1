// Ids have 64 bits, and a language whose numbers have 53 would round them in silence.
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Tests.Codes;

namespace Vdsh.Serve.Tests;

internal sealed class IdTests
{
    private static readonly long[] Ids = [7, (1L << 53) + 1, long.MaxValue - 1];

    [Test]
    public async Task Ids_come_as_strings_for_those_who_ask([Values] bool isBatch, [Values] bool? asStrings)
    {
        using var folder = new ServedFolder();
        HashCodes database = RandomCodes.Create(3, 64, 1);
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = folder.WriteIndex(database, Ids), Labels = folder.WriteLabels([4, 5, 6]) });
        string wish = asStrings is { } value ? $", \"idsAsStrings\": {(value ? "true" : "false")}" : "";
        for (int row = 0; row < 3; row++)
        {
            string hex = ServedFolder.Hex(database, row);
            JsonObject answer = isBatch
                ? (await service.Ask("/search/batch",
                    $$"""{"k": 1, "codes": ["{{hex}}"]{{wish}}}"""))["results"]![0]!.AsObject()
                : await service.Ask("/search", $$"""{"k": 1, "code": "{{hex}}"{{wish}}}""");
            string id = asStrings == true ? $"\"{Ids[row]}\"" : $"{Ids[row]}";
            Assert.That(answer.ToJsonString(),
                Is.EqualTo($$"""{"ids":[{{id}}],"distances":[0],"labels":[{{row + 4}}]}"""));
        }
    }

    [Test]
    public async Task Long_answers_are_the_same_as_strings_and_as_numbers()
    {
        using var folder = new ServedFolder();
        HashCodes database = RandomCodes.Create(5000, 64, 1);
        await using RunningService service = await RunningService.Start(
            new ServiceOptions { Codes = folder.WriteCodes(database), MaxK = 5000 });
        string codes = ServedFolder.Hex(database.Select([0, 1, 2])).ToJsonString();
        JsonObject numbers = await service.Ask("/search/batch", $$"""{"k": 5000, "codes": {{codes}}}""");
        JsonObject strings = await service.Ask(
            "/search/batch", $$"""{"k": 5000, "idsAsStrings": true, "codes": {{codes}}}""");
        for (int query = 0; query < 3; query++)
        {
            JsonNode asNumbers = numbers["results"]![query]!, asStrings = strings["results"]![query]!;
            Assert.That(asStrings["ids"]!.AsArray().Select(id => (string)id!),
                Is.EqualTo(asNumbers["ids"]!.AsArray().Select(id => $"{(long)id!}")));
            Assert.That(asNumbers.ToJsonString(),
                Is.EqualTo(ServedFolder.Expected(database, database, query, 5000, null).ToJsonString()));
        }
    }
}
