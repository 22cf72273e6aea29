namespace OpsFunctions.Orchestrations; internal static class Placeholder;
