using Azure.Core;

namespace OpsFunctions.Orchestrations.Notifications;

/// <summary>How a kind of receiver wants to be told.</summary>
internal interface INotificationForm
{
    /// <summary>Fills in address, headers and body.</summary>
    void Write(Request request, Notification notification, DateTimeOffset now);
}
