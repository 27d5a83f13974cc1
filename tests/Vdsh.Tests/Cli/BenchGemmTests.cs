using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Vdsh.Tests.Cli;

[TestFixture]
public sealed class BenchGemmTests
{
    [Test]
    public void Squares_and_other_shapes_are_timed_in_all_forms()
    {
        JsonObject result = (JsonObject)JsonNode.Parse(CliRun.Of("bench", "gemm", "8", "20x30x40", "--json").Succeeded().Output)!;
        string[] products = [.. result["products"]!.AsArray().Select(product => $"{product!["m"]} {product["n"]} {product["k"]} {product["form"]}")];
        Assert.That(products, Is.EqualTo(["8 8 8 A B", "8 8 8 A B^T", "8 8 8 A^T B", "20 30 40 A B", "20 30 40 A B^T", "20 30 40 A^T B"]));
        foreach (JsonNode? product in result["products"]!.AsArray())
        {
            double flops = 2.0 * (int)product!["m"]! * (int)product["n"]! * (int)product["k"]!;
            Assert.That((double)product["flops"]! * (double)product["seconds"]!, Is.EqualTo(flops).Within(1e-9 * flops));
        }
    }

    [TestCase("0")]
    [TestCase("3x")]
    [TestCase("3x4")]
    [TestCase("3x4x5x6")]
    [TestCase("axbxc")]
    [TestCase("16385")]
    public void Other_words_are_refused(string shape) => CliRun.Of("bench", "gemm", shape).Refused($"'{shape}'", "MxNxK");
}
